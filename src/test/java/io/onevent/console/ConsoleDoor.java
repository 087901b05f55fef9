package io.onevent.console;

import io.onevent.EventQueue;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import io.onevent.internal.view.OperatorsView;
import java.util.EnumSet;
import java.util.Map;

/** The pages of this package for tests of others. */
public final class ConsoleDoor {

    private ConsoleDoor() {}

    /** A page as somebody sees it who has all rights. */
    public static String page(
            OperatorsView view,
            EventQueue queue,
            WaitingEvents waiting,
            ProcessedEvents processed,
            String path,
            Map<String, String> parameters) {
        Desk.Rooms rooms = new Desk.Rooms(view, queue, waiting, processed);
        Desk desk = new Desk(rooms, new Visitor("alice", EnumSet.allOf(Right.class)));
        Ask ask = new Ask("/app/onevent", "app", "token", desk, new LastHour(), new Works(), parameters::get);
        return ConsoleServlet.page(path, ask).html();
    }
}

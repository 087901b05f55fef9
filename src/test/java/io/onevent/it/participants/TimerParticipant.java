package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.inject.Inject;
import java.util.UUID;

/** Leaves its work to a timer, which there is only if the handler's transaction is committed. */
@Stateless
public class TimerParticipant {

    @Inject
    private Deeds deeds;

    @Resource
    private TimerService timers;

    @OnEvent("ejb.timer")
    public void leave(StoredEvent event) {
        timers.createSingleActionTimer(1, new TimerConfig(event.id(), false));
        Deeds.spoil(event);
    }

    @Timeout
    void write(Timer timer) {
        deeds.write((UUID) timer.getInfo(), "ejb.timer");
    }
}

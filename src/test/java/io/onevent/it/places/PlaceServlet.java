package io.onevent.it.places;

import io.onevent.EventPublisher;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Publishes from a place, and answers "done" or what was thrown. */
@WebServlet("/place")
public class PlaceServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Desk desk;

    @Inject
    private transient Beans beans;

    @Inject
    private transient OwnTransactions ownTransactions;

    @Inject
    private transient Instance<AtCompletion> completions;

    @Inject
    private transient TransactionalBean transactional;

    @Inject
    private transient EventPublisher events;

    @Inject
    private transient Event<Observers.Ending> endings;

    @Resource
    private transient UserTransaction transaction;

    @Resource
    private transient TransactionSynchronizationRegistry registry;

    @Resource
    private transient ManagedExecutorService executor;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String place = request.getParameter("name");
        String answer = "done";
        try {
            put(place);
        } catch (Throwable refused) {
            answer = String.valueOf(refused);
        }
        response.getWriter().print(answer);
    }

    private void put(String place) throws Exception {
        switch (place) {
            case "no.transaction" -> desk.put(place);
            case "user.transaction" -> inTransaction(() -> desk.put(place));
            case "rolled.back" -> {
                transaction.begin();
                desk.put(place);
                transaction.rollback();
            }
            case "transactional" -> transactional.put(place);
            case "cmt" -> beans.put(place);
            case "cmt.requires.new" -> inTransaction(() -> beans.putInAnother(place));
            case "cmt.not.supported" -> inTransaction(() -> beans.putInNone(place));
            case "bmt" -> ownTransactions.put(place);
            case "asynchronous" -> beans.putLater(place).get();
            case "ejb.timer" -> beans.putByTimer(place);
            case "managed.executor" -> executor.submit(() -> desk.put(place)).get();
            case "plain.thread" -> {
                Thread thread = new Thread(() -> desk.put(place));
                thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
                thread.start();
                thread.join();
            }
            case "synchronization.before" -> inTransaction(
                    () -> registry.registerInterposedSynchronization(at(() -> desk.put(place), status -> {})));
            case "synchronization.after" -> inTransaction(() -> {
                desk.write("row", place);
                registry.registerInterposedSynchronization(at(() -> {}, status -> desk.publish(place)));
            });
            case "stateful.before" -> inTransaction(() -> completions.get().leave(place));
            case "observer.before", "observer.after" -> inTransaction(() -> {
                desk.write("row", place);
                endings.fire(new Observers.Ending(place));
            });
            case "observer.before.unflushed", "entity.listener" -> transactional.persistAndEnd(place);
            case "entity.listener.flushed" -> inTransaction(() -> {
                desk.persist(place);
                desk.flush();
            });
            case "observer.after.new" -> inTransaction(() -> endings.fire(new Observers.Ending(place)));
            case "handler" -> events.publish("publishes", place);
            case "staged.handler" -> events.publish("publishes.staged", place);
            default -> throw new IllegalArgumentException(place);
        }
    }

    private void inTransaction(Runnable work) throws Exception {
        transaction.begin();
        try {
            work.run();
        } catch (RuntimeException refused) {
            transaction.rollback();
            throw refused;
        }
        transaction.commit();
    }

    private static Synchronization at(Runnable before, IntConsumer after) {
        return new Synchronization() {

            @Override
            public void beforeCompletion() {
                before.run();
            }

            @Override
            public void afterCompletion(int status) {
                after.accept(status);
            }
        };
    }
}

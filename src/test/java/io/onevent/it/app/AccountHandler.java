package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two names for the events of a group. Writes down the event in its transaction, and its start and end outside of it; the
 * payload says what happens in between:
 * <ul>
 *   <li>{@code flaky}: one run in ten fails
 *   <li>{@code fails}: every run fails while the gate is shut
 *   <li>{@code waits}: waits for the gate
 *   <li>{@code rejects n}: the first {@code n} runs reject the event
 * </ul>
 */
@ApplicationScoped
public class AccountHandler {

    @Inject
    private Ledger ledger;

    @Inject
    private RunTable runs;

    @OnEvent("credit")
    void credit(StoredEvent event) throws InterruptedException {
        book(event);
    }

    @OnEvent("debit")
    void debit(StoredEvent event) throws InterruptedException {
        book(event);
    }

    private void book(StoredEvent event) throws InterruptedException {
        long run = runs.begin(event);
        try {
            ledger.write(event);
            if (event.payload() != null) {
                obey(event.payload().split(" "), event);
            }
        } finally {
            runs.end(run);
        }
    }

    private void obey(String[] words, StoredEvent event) throws InterruptedException {
        switch (words[0]) {
            case "flaky" -> failIf(ThreadLocalRandom.current().nextInt(10) == 0);
            case "fails" -> failIf(!Gate.isOpen());
            case "waits" -> Gate.pass();
            case "rejects" -> {
                if (runs.count(event) <= Integer.parseInt(words[1])) {
                    throw new RejectEventException("not wanted");
                }
            }
            default -> throw new IllegalArgumentException(event.payload());
        }
    }

    private static void failIf(boolean fails) {
        if (fails) {
            throw new IllegalStateException("the run failed");
        }
    }
}

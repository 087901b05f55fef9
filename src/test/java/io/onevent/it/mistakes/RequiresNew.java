package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Commits apart from the end of its event. */
@ApplicationScoped
public class RequiresNew {

    @OnEvent("mistake")
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void handle(String payload) {}
}

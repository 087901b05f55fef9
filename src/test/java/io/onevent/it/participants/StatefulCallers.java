package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** Calls a stateful bean. */
@ApplicationScoped
public class StatefulCallers {

    @Inject
    private Instance<StatefulParticipant> beans;

    @OnEvent("stateful")
    void call(StoredEvent event) {
        StatefulParticipant bean = beans.get();
        bean.persist(event.id());
        Deeds.spoil(event);
        bean.remove();
    }
}

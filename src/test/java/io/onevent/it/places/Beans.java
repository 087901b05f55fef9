package io.onevent.it.places;

import jakarta.annotation.Resource;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.Future;

/** A bean with the container's transactions. */
@Stateless
public class Beans {

    @Inject
    private Desk desk;

    @Resource
    private TimerService timers;

    public void put(String place) {
        desk.put(place);
    }

    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void putInAnother(String place) {
        desk.put(place);
    }

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void putInNone(String place) {
        desk.put(place);
    }

    @Asynchronous
    public Future<Boolean> putLater(String place) {
        desk.put(place);
        return new AsyncResult<>(true);
    }

    public void putByTimer(String place) {
        timers.createSingleActionTimer(1, new TimerConfig(place, false));
    }

    @Timeout
    void time(Timer timer) {
        desk.put((String) timer.getInfo());
    }
}

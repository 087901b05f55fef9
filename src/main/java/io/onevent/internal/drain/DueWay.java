package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.TakenEvent;
import java.util.List;

/** How an instance makes due events its own. */
interface DueWay {

    /**
     * Takes such events of a name. When it returns, this is committed: the instance's row says that it holds them.
     *
     * @param before {@link System#nanoTime()} from before the transaction
     * @return what was found, of which some may be known here; null if this instance was taken for dead
     * @throws LedMeanwhile if another instance leads the name since; nothing was taken
     */
    List<TakenEvent> take(String name, Demand some, Life life, long before);
}

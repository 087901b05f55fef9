package io.onevent.internal.operate;

import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Caller;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/** Says in the log and in the audit what somebody has had done to the queue or to its events, and who that was. */
@ApplicationScoped
public class Deeds {

    /** How servers call a caller of whom they know nothing, in small letters. */
    private static final Set<String> NOBODY = Set.of("", "anonymous", "guest", "unauthenticated");

    /** Where deeds are noted. */
    interface Book {
        void note(String who, String verb, Integer events, String what);
    }

    private final Instance<Principal> principals;
    private final Book audit;

    @Inject
    Deeds(Instance<Principal> principals, OpenedStore opened) {
        this(principals, (who, verb, events, what) -> opened.store().audit().note(who, verb, events, what));
    }

    Deeds(Instance<Principal> principals, Book audit) {
        this.principals = principals;
        this.audit = audit;
    }

    /** For the client proxy. */
    Deeds() {
        this(null, (Book) null);
    }

    /**
     * Does this and notes it in one transaction: the caller's, or one of its own, which an interceptor begins as it does
     * for {@link DeadEventsInStore}.
     */
    @Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
    public void together(Runnable deed, String verb, String what) {
        deed.run();
        done(verb, null, what);
    }

    /**
     * This was asked for by the caller on the current thread; it takes effect with the transaction, if there is one.
     *
     * @param verb what the audit calls it
     * @param events how many it concerns, or null for none in particular
     * @param what a clause without an end, such as {@code events named a are resumed}
     */
    public void done(String verb, Integer events, String what) {
        String who = caller();
        audit.note(who, verb, events, what);
        Log.deed(what, who);
    }

    /** The name of the caller, or null where it is not known: not every server has one for every thread. */
    private String caller() {
        if (Caller.named() != null) {
            return Caller.named();
        }
        try {
            Principal caller = principals.isResolvable() ? principals.get() : null;
            if (caller == null) {
                return null;
            }
            String name = caller.getName();
            // Of a dependent bean one would be kept for each call.
            principals.destroy(caller);
            return name == null || NOBODY.contains(name.strip().toLowerCase(Locale.ROOT)) ? null : name;
        } catch (RuntimeException | LinkageError unknown) {
            return null;
        }
    }
}

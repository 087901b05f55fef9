package io.onevent.internal.operate;

import io.onevent.internal.log.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/** Says in the log what somebody has had done to the queue or to its events, and who that was. */
@ApplicationScoped
public class Deeds {

    /** How servers call a caller of whom they know nothing, in small letters. */
    private static final Set<String> NOBODY = Set.of("", "anonymous", "guest", "unauthenticated");

    private final Instance<Principal> principals;

    @Inject
    Deeds(Instance<Principal> principals) {
        this.principals = principals;
    }

    /** For the client proxy. */
    Deeds() {
        this(null);
    }

    /**
     * This was asked for by the caller on the current thread; it takes effect with the transaction, if there is one.
     *
     * @param what a clause without an end, such as {@code events named a are resumed}
     */
    public void done(String what) {
        Log.deed(what, caller());
    }

    /** The name of the caller, or null where it is not known: not every server has one for every thread. */
    private String caller() {
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

package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;

/** Classes with handlers that are no beans, and are not meant to be. */
public final class NoBeans {

    private NoBeans() {}

    /** Its subclass is the bean. */
    public abstract static class Abstract {

        @Inject
        private RunTable runs;

        @OnEvent("of-abstract")
        void handle(StoredEvent event) {
            runs.end(runs.begin(event));
        }
    }

    /** The bean. */
    @ApplicationScoped
    public static class OfAbstract extends Abstract {}

    /** Its subclass is the bean. */
    public static class Concrete {

        @Inject
        private RunTable runs;

        @OnEvent("of-concrete")
        void handle(StoredEvent event) {
            runs.end(runs.begin(event));
        }
    }

    /** The bean. */
    @ApplicationScoped
    public static class OfConcrete extends Concrete {}

    /** That nobody extends yet may be meant so. */
    public abstract static class Unused {

        @OnEvent("unused")
        void handle() {}
    }

    /** The beans.xml excludes it. */
    @ApplicationScoped
    public static class Excluded {

        @OnEvent("excluded")
        void handle() {}
    }

    /** Switched off in the source. */
    @Vetoed
    @ApplicationScoped
    public static class SwitchedOff {

        @OnEvent("switched-off")
        void handle() {}
    }

    /** Nobody has selected it. */
    @Alternative
    public static class OtherOne {

        @OnEvent("other-one")
        void handle() {}
    }

    /** Lies in a library, for whoever wants it. */
    public static class Offered {

        @OnEvent("offered")
        void handle() {}
    }
}

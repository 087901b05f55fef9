package io.onevent.testkit;

import io.onevent.testkit.internal.Told;
import java.time.Duration;
import org.assertj.core.api.AbstractAssert;

/**
 * The assertions of {@link PublishedEvents} and {@link HandledEvent} in the manner of AssertJ, where that is among the
 * libraries of the test; where it is not, this class cannot be used, and theirs can.
 */
public final class EventAssertions {

    private EventAssertions() {}

    /**
     * Begins assertions about what was published.
     *
     * @param events what knows it
     * @return what asserts
     */
    public static OfPublished assertThat(PublishedEvents events) {
        return new OfPublished(events);
    }

    /**
     * Begins assertions about a run.
     *
     * @param run what {@link TestEvents} or {@link HandlerTest} has answered
     * @return what asserts
     */
    public static OfRun assertThat(HandledEvent run) {
        return new OfRun(run);
    }

    /** Asserts what was published; each method returns this object. */
    public static final class OfPublished extends AbstractAssert<OfPublished, PublishedEvents> {

        private OfPublished(PublishedEvents events) {
            super(events, OfPublished.class);
        }

        /**
         * That there is one event of a name.
         *
         * @param name compared exactly
         * @return this object
         * @throws AssertionError as {@link PublishedEvents#only(String)}
         */
        public OfPublished hasOnly(String name) {
            isNotNull();
            actual.only(name);
            return this;
        }

        /**
         * That there is one event of a name, with this payload.
         *
         * @param name compared exactly
         * @param payload equal to what a handler would get of its class; not null
         * @return this object
         * @throws AssertionError if there is none or more than one, or its payload is another
         */
        public OfPublished hasOnly(String name, Object payload) {
            isNotNull();
            if (payload == null) {
                throw new IllegalArgumentException("payload is null");
            }
            Object read = actual.only(name, payload.getClass());
            if (!payload.equals(read)) {
                throw failure("expected the payload of event \"%s\" to be%n %s%nbut it is%n %s", name, payload, read);
            }
            return this;
        }

        /**
         * That there are so many events of a name.
         *
         * @param name compared exactly
         * @param number how many
         * @return this object
         * @throws AssertionError if there are more or fewer, with all that was published
         */
        public OfPublished has(int number, String name) {
            isNotNull();
            if (actual.published(name).size() != number) {
                throw failure(
                        "%s",
                        Told.wrong(number + " events \"" + name + "\" to be published", actual.published())
                                .getMessage());
            }
            return this;
        }

        /**
         * That there is no event of a name.
         *
         * @param name compared exactly
         * @return this object
         * @throws AssertionError as {@link PublishedEvents#assertNone}
         */
        public OfPublished hasNone(String name) {
            isNotNull();
            actual.assertNone(name);
            return this;
        }
    }

    /** Asserts what a run has come to; each method returns this object. */
    public static final class OfRun extends AbstractAssert<OfRun, HandledEvent> {

        private OfRun(HandledEvent run) {
            super(run, OfRun.class);
        }

        /**
         * That it was processed.
         *
         * @return this object
         * @throws AssertionError as {@link HandledEvent#assertProcessed}
         */
        public OfRun isProcessed() {
            isNotNull();
            actual.assertProcessed();
            return this;
        }

        /**
         * That it has failed.
         *
         * @param type the class of what was thrown, or of a cause of it
         * @return this object
         * @throws AssertionError as {@link HandledEvent#assertFailed}
         */
        public OfRun isFailedBy(Class<? extends Throwable> type) {
            isNotNull();
            actual.assertFailed(type);
            return this;
        }

        /**
         * That a handler has rejected it.
         *
         * @return this object
         * @throws AssertionError as {@link HandledEvent#assertRejected}
         */
        public OfRun isRejected() {
            isNotNull();
            actual.assertRejected();
            return this;
        }

        /**
         * That a handler has postponed it.
         *
         * @param duration for exactly so long
         * @return this object
         * @throws AssertionError as {@link HandledEvent#assertPostponed}
         */
        public OfRun isPostponedFor(Duration duration) {
            isNotNull();
            actual.assertPostponed(duration);
            return this;
        }
    }
}

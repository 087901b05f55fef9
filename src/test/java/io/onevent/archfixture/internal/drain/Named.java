package io.onevent.archfixture.internal.drain;

/** Names that say nothing. */
public class Named {

    static class EventManager {}

    static class EventHelper {}

    static class EventUtil {}

    static class EventUtils {}

    static class EventImpl {}
}

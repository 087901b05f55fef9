package io.onevent.internal.discover;

import java.util.List;

/**
 * The handlers of the events of one name, at least one.
 *
 * @param kind how all of them run
 * @param handlers in the order in which they run
 */
public record HandlersOfName(String name, Kind kind, List<Handler> handlers) {}

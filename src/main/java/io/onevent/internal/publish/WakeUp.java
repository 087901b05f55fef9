package io.onevent.internal.publish;

/**
 * What a commit has made due.
 *
 * @param name of the events, or null for whatever comes next in the group
 * @param group their group, or null for none
 * @param dated whether they expire if they are not started
 */
public record WakeUp(String name, String group, boolean dated) {}

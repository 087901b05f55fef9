package io.onevent.internal.publish;

/**
 * What a commit has made due.
 *
 * @param name of the events, or null for whatever comes next in the group
 * @param group their group, or null for none
 * @param dated whether they expire if they are not started
 * @param longDue whether they may have been due for long, as what is replayed, or was published long before its commit
 */
public record WakeUp(String name, String group, boolean dated, boolean longDue) {

    public WakeUp(String name, String group, boolean dated) {
        this(name, group, dated, true);
    }
}

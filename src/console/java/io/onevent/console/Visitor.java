package io.onevent.console;

import java.util.Set;

/**
 * Who has sent a request, and what that one may.
 *
 * @param name as the audit has it, not null
 */
record Visitor(String name, Set<Right> rights) {

    boolean may(Right right) {
        return rights.contains(right);
    }

    /** @throws ForbiddenException if the visitor lacks the right */
    void need(Right right) {
        if (!may(right)) {
            throw new ForbiddenException(right);
        }
    }
}

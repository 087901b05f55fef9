package io.onevent.console;

/** A visitor has asked for what he has no right to. */
final class ForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Right right;

    ForbiddenException(Right right) {
        super("the right to " + right.word() + " is missing");
        this.right = right;
    }

    Right right() {
        return right;
    }
}

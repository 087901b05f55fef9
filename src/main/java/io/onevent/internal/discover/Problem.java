package io.onevent.internal.discover;

/**
 * A broken rule.
 *
 * @param code stable, so that a search finds what is written about it
 * @param method what breaks the rule, as in the source
 * @param legal how it could be written instead
 */
record Problem(int code, String method, String rule, String legal) {

    @Override
    public String toString() {
        return "ONEVENT-" + code + ": " + method + "\n    " + rule + "\n    Legal: " + legal;
    }
}

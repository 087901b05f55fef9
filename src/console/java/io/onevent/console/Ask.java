package io.onevent.console;

import java.util.function.UnaryOperator;

/**
 * What a page is asked for.
 *
 * @param base the address of the console, without the host
 * @param application the name of the application, as it calls itself
 * @param token what a form of this visitor brings along
 * @param parameter the parameters of the request
 */
record Ask(
        String base,
        String application,
        String token,
        Desk desk,
        LastHour lastHour,
        Works works,
        UnaryOperator<String> parameter) {

    Query query() {
        return Query.of(parameter);
    }
}

package io.onevent.it.shop;

import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Another number in every request. */
@RequestScoped
public class RequestNumber {

    private static final AtomicInteger LAST = new AtomicInteger();

    private final int number = LAST.incrementAndGet();

    int number() {
        return number;
    }
}

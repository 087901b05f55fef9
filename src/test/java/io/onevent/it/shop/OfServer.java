package io.onevent.it.shop;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the server lends; some have beans of these types of their own. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface OfServer {}

package io.onevent.it.shop;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the server lends; WildFly has a bean of the type of its own. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface OfServer {}

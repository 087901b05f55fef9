package io.onevent.example;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Of the application's own making: a server of Jakarta EE 11 has beans of the same types. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface OfShop {}

package io.onevent.internal.monitor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a JMX console says of an MBean, of an attribute, by its getter, and of an operation and its parameters. */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface Described {

    /** A sentence or two. */
    String value();

    /** The name of a parameter, which the class file does not have. */
    String name() default "";

    /** Whether the operation only looks. */
    boolean onlyLooks() default false;
}

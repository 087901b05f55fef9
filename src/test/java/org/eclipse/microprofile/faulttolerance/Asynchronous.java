package org.eclipse.microprofile.faulttolerance;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands for that of MicroProfile Fault Tolerance, which is not on the class path: its name is all that counts. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Asynchronous {}

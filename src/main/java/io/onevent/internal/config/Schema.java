package io.onevent.internal.config;

/** What is done about the tables when the application starts. */
public enum Schema {
    /** They are looked at, and what is missing fails the deployment. */
    VALIDATE,
    /** The Liquibase changelog is run. */
    UPDATE,
    /** Nothing. */
    NONE
}

package io.onevent.archfixture.internal.store;

/** A second class that cannot be loaded without Liquibase. */
class UsesLiquibase {
    liquibase.Liquibase field;
}

package io.onevent.archfixture.internal.operate;

/** Database work outside the store. */
class UsesDatabase {

    static class ByJpa {
        jakarta.persistence.EntityManager field;
    }

    static class ByJdbc {
        java.sql.Connection field;
    }

    static class ByDataSource {
        javax.sql.DataSource field;
    }
}

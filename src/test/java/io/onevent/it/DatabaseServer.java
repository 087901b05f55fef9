package io.onevent.it;

/** A database server that a test JVM starts at first use, and that keeps its port and data through a restart. */
interface DatabaseServer {

    void start();

    /** Stops it as its operator would: connections are cut, their transactions rolled back. */
    void stop();

    /** Stops it, and forgets its data. */
    void delete();

    /** Makes a database without any table. */
    void create(String name);

    /** Makes a database like this one, if it can. */
    default boolean copy(String name, String template) {
        return false;
    }

    String url(String name);
}

package io.onevent.it;

import io.onevent.it.app.RecordHandler;
import io.onevent.it.console.Roles;
import io.onevent.it.console.Users;
import java.io.File;

/** Applications of the tests that have the console, and what is stored for them. */
final class ConsoleApp {

    private ConsoleApp() {}

    static File consoleJar() {
        return new File(TestApp.libraryJar().getPath().replaceAll("\\.jar$", "-console.jar"));
    }

    /** One that has the console's JAR, and nothing that is configured for it. */
    static TestApp.Builder on(Database database, String name) {
        return TestApp.on(database, name)
                .handlers(RecordHandler.class, Users.class)
                .with(war -> war.addAsLibrary(consoleJar()));
    }

    /** One with the server's users, who look as support and act as operations. */
    static TestApp.Builder withServersUsers(Database database, String name) {
        return TestApp.on(database, name)
                .handlers(RecordHandler.class)
                .with(war -> war.addAsLibrary(consoleJar()))
                .config("onevent.console.enabled", "true")
                .config("onevent.console.role.view", "support")
                .config("onevent.console.role.operate", "operations");
    }

    /** One whose users have a role for each right. */
    static TestApp.Builder withRoles(Database database, String name) {
        return on(database, name)
                .handlers(Roles.class)
                .config("onevent.console.enabled", "true")
                .config("onevent.console.role.view", "viewer")
                .config("onevent.console.role.operate", "operator")
                .config("onevent.console.role.payload", "payload");
    }

    /** An event that waits for a handler that there is none of; returns its id. */
    static String waiting(Database database, String name, String group, String payload, String headers) {
        String id = newId();
        database.execute("INSERT INTO onevent_event (id, create_date, name, payload, group_id, headers, seq, due_at)"
                + " VALUES ('" + id + "', CURRENT_TIMESTAMP, " + text(name) + ", " + text(payload) + ", " + text(group)
                + ", " + text(headers) + ", 0, CURRENT_TIMESTAMP + INTERVAL '1' DAY)");
        return id;
    }

    static String dead(Database database, String name, String message) {
        String id = newId();
        database.execute("INSERT INTO onevent_dead_event (id, create_date, name, payload, retry, seq, version, reason,"
                + " error_class, message, stack_trace, first_failure, last_failure) VALUES ('" + id
                + "', CURRENT_TIMESTAMP, " + text(name) + ", 'secret payload', 5, 0, 0, 'FAILED', "
                + text("io.onevent.Some<b>Exception") + ", " + text(message) + ", " + text("at <i>" + message)
                + ", CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        return id;
    }

    static String processed(Database database, String name) {
        String id = newId();
        database.execute("INSERT INTO onevent_processed_event (id, create_date, name, payload, retry, seq, version,"
                + " due_at, start_date, processed_date) VALUES ('" + id + "', CURRENT_TIMESTAMP, " + text(name)
                + ", 'secret payload', 0, 0, 0, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        return id;
    }

    private static String newId() {
        return java.util.UUID.randomUUID().toString();
    }

    private static String text(String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }
}

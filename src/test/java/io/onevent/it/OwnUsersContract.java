package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The console with users of a server's own realm, as {@code docs/console.md} says: alice may look, bob may act too. */
abstract class OwnUsersContract {

    private final Database database = TestDatabase.newDatabase();

    /** Makes the two of them, each with the name as password, in a server's folder. */
    abstract void addUsers(Path root);

    /** What {@code web.xml} has beside the login. */
    abstract String inWebXml();

    @Test
    void users_of_the_servers_own_realm_may_what_their_groups_may() {
        TestApp app = ConsoleApp.withServersUsers(database, "shop")
                .inWebXml("<login-config><auth-method>BASIC</auth-method></login-config>" + inWebXml())
                .build();
        try (Server server =
                new Server("users", app).laidOut(this::addUsers).start().awaitReady()) {
            ConsoleBrowser nobody = new ConsoleBrowser(server.address(), "/shop/onevent", null);
            assertThat(nobody.get("").status()).isEqualTo(401);
            assertThat(nobody.as("mallory").get("").status()).isEqualTo(401);
            assertThat(nobody.as("alice").get("").status()).isEqualTo(200);
            assertThat(nobody.as("alice").act("pause.all").status()).isEqualTo(403);
            assertThat(isPaused()).isFalse();
            assertThat(nobody.as("bob").act("pause.all").status()).isEqualTo(303);
            assertThat(isPaused()).isTrue();
            assertThat(database.queryOne("SELECT who FROM onevent_audit")).isEqualTo("bob");
        }
    }

    private boolean isPaused() {
        return database.queryLong("SELECT paused FROM onevent_pause") == 1;
    }
}

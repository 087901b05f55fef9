package io.onevent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Users of Open Liberty's registry, made as {@code server-config/open-liberty/console-users.xml} says. */
@Tag("openliberty")
class OpenLibertyUsersIT extends OwnUsersContract {

    @Override
    String inWebXml() {
        return "<security-role><role-name>support</role-name></security-role>"
                + "<security-role><role-name>operations</role-name></security-role>";
    }

    @Override
    void addUsers(Path root) {
        Path overrides = root.resolve("usr/servers/onevent/configDropins/overrides");
        try {
            String users = Files.readString(Path.of("server-config/open-liberty/console-users.xml"));
            Files.writeString(
                    overrides.resolve("console-users.xml"), users.replaceAll("\\$\\{(\\w+)\\.password}", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

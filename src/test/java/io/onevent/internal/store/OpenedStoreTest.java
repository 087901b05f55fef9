package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class OpenedStoreTest {

    /** Loads the library anew, as on a server that lacks MicroProfile Config. */
    private static final class WithoutConfig extends URLClassLoader {

        private WithoutConfig() {
            super(
                    new URL[] {
                        OpenedStore.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    OpenedStore.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.microprofile.config.")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("io.onevent.internal.") && findLoadedClass(name) == null
                    ? findClass(name)
                    : super.loadClass(name, resolve);
        }
    }

    @Test
    void a_server_without_MicroProfile_Config_is_told_what_it_lacks() throws Exception {
        try (WithoutConfig server = new WithoutConfig()) {
            Object opened = server.loadClass(OpenedStore.class.getName())
                    .getConstructor()
                    .newInstance();

            assertThatThrownBy(() -> opened.getClass().getMethod("settings").invoke(opened))
                    .cause()
                    .hasMessageContainingAll("ONEVENT-223: there is no MicroProfile Config", "mpConfig-3.1");
        }
    }
}

package io.onevent.internal.drain;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.config.ConfigurationException;
import org.junit.jupiter.api.Test;

class EngineWithoutBeansTest {

    /** So it is on Payara Micro where the library is in the WAR and in --addlibs: the classes are the server's. */
    @Test
    void an_engine_into_which_nothing_is_injected_says_that_the_library_is_there_twice() {
        assertThatThrownBy(() -> new Engine().start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("ONEVENT-217: the server has a JAR of OnEvent");
    }
}

package io.onevent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which workloads are measured. */
class BenchmarkTest {

    @Test
    void what_needs_further_servers_is_measured_only_if_it_is_asked_for() {
        assertThat(names("")).isNotEmpty().noneMatch(name -> name.startsWith("jms-") || name.endsWith("-traced"));
        assertThat(names("publish-1-traced,drain-row-traced")).containsExactly("publish-1-traced", "drain-row-traced");
        assertThat(names("jms-row, publish-1,jms-crash-longest")).containsExactly("jms-row", "publish-1", "jms-crash");
    }

    @Test
    void a_name_that_nobody_has_is_refused() {
        assertThatThrownBy(() -> Benchmark.chosen("jms-rows"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jms-rows");
    }

    private static List<String> names(String chosen) {
        return Benchmark.chosen(chosen).stream().map(Workload::name).toList();
    }
}

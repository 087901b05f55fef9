package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

    private static final String PLACE = "host 8a1f-boot pid:[4026531836]";

    private final ServerProcess own = new ServerProcess(PLACE, 100, 5_000);

    @TempDir
    Path proc;

    @BeforeEach
    void bothRun() throws IOException {
        write(100, "S", 40, 5_000);
        write(200, "S", 40, 6_000);
    }

    private void write(long pid, String state, int threads, long start) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (ja) va (x) " + state + " 1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 " + threads + " 0 " + start
                        + " 0 0\n");
    }

    @Test
    void a_process_that_runs_is_not_gone() {
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 6_000))).isFalse();
    }

    @Test
    void this_process_itself_is_not_gone() {
        assertThat(own.knowsGone(proc, own)).isFalse();
    }

    @Test
    void a_number_that_nobody_has_is_gone() {
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 300, 6_000))).isTrue();
    }

    @Test
    void a_number_that_another_process_has_now_is_gone_be_it_this_one() {
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 1_000))).isTrue();
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 100, 1_000))).isTrue();
    }

    @Test
    void one_that_was_killed_and_whose_parent_has_not_asked_is_gone_unless_threads_are_left() throws IOException {
        write(200, "Z", 1, 6_000);
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 6_000))).isTrue();
        write(200, "Z", 12, 6_000);
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 6_000))).isFalse();
    }

    @Test
    void one_that_is_stopped_is_not_gone() throws IOException {
        write(200, "T", 40, 6_000);
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 6_000))).isFalse();
    }

    @Test
    void of_another_host_boot_or_container_nothing_is_known() {
        for (String place : new String[] {
            "other 8a1f-boot pid:[4026531836]", "host 77-boot pid:[4026531836]", "host 8a1f-boot pid:[4026532000]"
        }) {
            assertThat(own.knowsGone(proc, new ServerProcess(place, 300, 6_000)))
                    .isFalse();
        }
    }

    @Test
    void nothing_is_known_where_the_processes_cannot_be_read() throws IOException {
        Files.writeString(proc.resolve("200/stat"), "rubbish");
        assertThat(own.knowsGone(proc, new ServerProcess(PLACE, 200, 6_000))).isFalse();
        assertThat(own.knowsGone(proc.resolve("none"), new ServerProcess(PLACE, 300, 6_000)))
                .isFalse();
        assertThat(ServerProcess.readOwn(proc)).isNull();
    }

    @Test
    void where_processes_of_others_are_hidden_nothing_is_known() {
        String option = "proc /proc proc rw,nosuid,nodev,noexec,relatime";
        assertThat(ServerProcess.hidesProcesses(option + " 0 0")).isFalse();
        assertThat(ServerProcess.hidesProcesses(option + ",hidepid=0 0 0")).isFalse();
        assertThat(ServerProcess.hidesProcesses(option + ",hidepid=invisible 0 0"))
                .isTrue();
        assertThat(ServerProcess.hidesProcesses(option + ",gid=5,hidepid=2 0 0"))
                .isTrue();
        assertThat(ServerProcess.hidesProcesses("")).isTrue();
    }
}

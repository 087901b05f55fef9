package io.onevent.internal.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of an instance, so that another on the same host sees when it is not there any more. Known only where Linux
 * tells enough to be certain: the start of its kernel, its namespace of processes, and every process in it. So two
 * containers never judge each other, whatever their host names and process numbers are.
 *
 * @param place host name, boot and process namespace: the number of a process means something only there
 * @param pid the number of the process
 * @param start when the process started, in ticks since the boot, which no change of a clock touches
 */
public record ServerProcess(String place, long pid, long start) {

    private static final Path PROC = Path.of("/proc");
    private static final ServerProcess OWN = readOwn(PROC);

    /** In /proc/[pid]/stat behind the name of the program, which may hold anything: state first, then the parent. */
    private static final int STATE = 0;

    private static final int THREADS = 17;
    private static final int START = 19;

    /** This process, or null where too little is known of it. */
    public static ServerProcess own() {
        return OWN;
    }

    static ServerProcess readOwn(Path proc) {
        try {
            if (hidesProcesses(text(proc.resolve("self/mounts")))) {
                return null;
            }
            String place = text(proc.resolve("sys/kernel/hostname")) + " "
                    + text(proc.resolve("sys/kernel/random/boot_id")) + " "
                    + Files.readSymbolicLink(proc.resolve("self/ns/pid"));
            long pid = ProcessHandle.current().pid();
            // Where /proc is that of another namespace the number means another process, or none.
            if (!Files.isSameFile(proc.resolve("self"), proc.resolve(String.valueOf(pid)))) {
                return null;
            }
            return new ServerProcess(place, pid, Long.parseLong(stat(proc, pid)[START]));
        } catch (IOException | RuntimeException unknown) {
            return null;
        }
    }

    /** An option of /proc keeps the processes of other users from being seen. */
    static boolean hidesProcesses(String mounts) {
        List<String> procs =
                mounts.lines().filter(line -> line.contains(" /proc proc ")).toList();
        return procs.isEmpty()
                || procs.stream()
                        .anyMatch(line -> line.contains("hidepid=") && !line.matches(".*hidepid=(0|off)\\b.*"));
    }

    /** Whether this process can tell that the other is not there any more. */
    boolean knowsGone(ServerProcess other) {
        return knowsGone(PROC, other);
    }

    boolean knowsGone(Path proc, ServerProcess other) {
        // Not by equals: the JDK remembers the class of the record that was compared last, and with it its class
        // loader.
        boolean isThis = pid == other.pid && start == other.start;
        if (!place.equals(other.place) || isThis) {
            return false;
        }
        try {
            if (!Files.exists(proc.resolve(String.valueOf(pid)))) {
                return false;
            }
            if (Files.notExists(proc.resolve(String.valueOf(other.pid)))) {
                return true;
            }
            String[] stat = stat(proc, other.pid);
            // What has ended and nobody has asked for its result has no thread but the one that is counted.
            boolean ended = "ZXx".contains(stat[STATE]) && Integer.parseInt(stat[THREADS]) <= 1;
            return ended || Long.parseLong(stat[START]) != other.start;
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }

    private static String[] stat(Path proc, long pid) throws IOException {
        String stat = text(proc.resolve(pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
    }
}

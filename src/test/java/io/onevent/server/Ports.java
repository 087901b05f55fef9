package io.onevent.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports for the servers that this JVM starts. Several JVMs start servers at once, and a port that one has found free another one
 * would find free too until the server is there. So each takes blocks of ports: who listens at the first port of a block, which
 * it does for as long as it lives, has the others. They are below those that the system gives to connections.
 */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int END = 28_000;
    private static final int BLOCK = 100;

    private static final List<ServerSocket> BLOCKS = new ArrayList<>();

    private static int next;
    private static int end;

    private Ports() {}

    /** A port that nobody has and that is given to nobody else, also not when its server is stopped. */
    public static synchronized int free() {
        while (true) {
            if (next == end) {
                takeBlock();
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static void takeBlock() {
        for (int first = FIRST; first < END; first += BLOCK) {
            try {
                BLOCKS.add(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
                next = first + 1;
                end = first + BLOCK;
                return;
            } catch (IOException taken) {
                // By another JVM, or by this one.
            }
        }
        throw new IllegalStateException("All ports are taken from " + FIRST + " to " + END);
    }

    /** What was started by a JVM that is no more may still have it. */
    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

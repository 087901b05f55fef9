package io.onevent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a server and its database, with its faults. What is told holds at once, for bytes that are under way too.
 * Connections that are there and such as come later are told apart: those that come have the {@link State} of {@link #arriving}.
 */
final class Proxy implements AutoCloseable {

    /** What becomes of what one side says to the other. */
    enum Way {
        OPEN,
        /** It is kept back, and the connection stays: as when a host or a cable vanishes. */
        SILENT
    }

    /** @param delayMillis of each packet, each way */
    record State(Way toDatabase, Way toServer, long delayMillis) {

        static final State OPEN = new State(Way.OPEN, Way.OPEN, 0);
        static final State SILENT = new State(Way.SILENT, Way.SILENT, 0);
        /** What is asked is done, and the answer never comes. */
        static final State NO_ANSWER = new State(Way.OPEN, Way.SILENT, 0);

        static State slow(long delayMillis) {
            return new State(Way.OPEN, Way.OPEN, delayMillis);
        }
    }

    private final ServerSocket listener;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile State arriving = State.OPEN;
    private volatile boolean refuses;

    /** @param target the port of the database on this machine */
    Proxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The same database by way of this. */
    Database through(Database database) {
        String direct = ":" + database.inServer().port() + "/";
        return new Database(database.product(), database.name(), database.url().replace(direct, ":" + port() + "/"));
    }

    /** Of the connections that are there. */
    void existing(State state) {
        lines.forEach(line -> line.is(state));
    }

    /** Of the connections that will come. */
    void arriving(State state) {
        refuses = false;
        arriving = state;
    }

    /** Of all. */
    void all(State state) {
        arriving(state);
        existing(state);
    }

    /** Connections that come are closed at once. */
    void refuseNew() {
        refuses = true;
    }

    /** Closes the connections that are there, as a host that restarts does. */
    void cut() {
        lines.forEach(Line::close);
    }

    /** Connections that come are led to this port. */
    void leadTo(int port) {
        target = port;
    }

    int connections() {
        return lines.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket server = listener.accept();
                if (refuses) {
                    reset(server);
                } else {
                    new Line(server, arriving).open();
                }
            } catch (IOException closedOrRefused) {
                // Whoever has connected sees it.
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // That is what was wanted.
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private record Packet(byte[] bytes, long arrived) {}

    /** A connection of the server's and one to the database. */
    private final class Line {

        private final Socket server;
        private final Socket database = new Socket();
        private final Object change = new Object();
        private State state;
        private boolean closed;

        Line(Socket server, State state) {
            this.server = server;
            this.state = state;
        }

        void open() {
            lines.add(this);
            thread("connect", () -> {
                try {
                    database.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
                    server.setTcpNoDelay(true);
                    database.setTcpNoDelay(true);
                    pump(server, database, true);
                    pump(database, server, false);
                } catch (IOException refused) {
                    end();
                }
            });
        }

        void is(State next) {
            synchronized (change) {
                state = next;
                change.notifyAll();
            }
        }

        /** One thread reads and one writes, so that packets that are slow are not slowed by one another. */
        private void pump(Socket from, Socket to, boolean toDatabase) {
            Queue<Packet> packets = new ArrayDeque<>();
            thread("read", () -> read(from, packets));
            thread("write", () -> write(to, packets, toDatabase));
        }

        private void read(Socket from, Queue<Packet> packets) {
            byte[] buffer = new byte[65_536];
            try (InputStream in = from.getInputStream()) {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    byte[] bytes = java.util.Arrays.copyOf(buffer, length);
                    put(packets, bytes);
                }
            } catch (IOException gone) {
                // Told to the other side below.
            }
            put(packets, new byte[0]);
        }

        private void put(Queue<Packet> packets, byte[] bytes) {
            synchronized (change) {
                packets.add(new Packet(bytes, System.nanoTime()));
                change.notifyAll();
            }
        }

        private void write(Socket to, Queue<Packet> packets, boolean toDatabase) {
            try {
                OutputStream out = to.getOutputStream();
                for (Packet packet = next(packets, toDatabase); packet != null; packet = next(packets, toDatabase)) {
                    if (packet.bytes().length == 0) {
                        break;
                    }
                    out.write(packet.bytes());
                }
            } catch (IOException gone) {
                // The end below says so to the side that is left.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end();
        }

        /** Waits for a packet that may go now; its end is a packet too, so that nobody hears of it who should hear nothing. */
        private Packet next(Queue<Packet> packets, boolean toDatabase) throws InterruptedException {
            synchronized (change) {
                while (!closed) {
                    Packet packet = packets.peek();
                    Way way = toDatabase ? state.toDatabase() : state.toServer();
                    if (packet == null || way == Way.SILENT) {
                        change.wait();
                        continue;
                    }
                    long rest = packet.arrived() + state.delayMillis() * 1_000_000 - System.nanoTime();
                    if (rest <= 0) {
                        return packets.remove();
                    }
                    change.wait(rest / 1_000_000, (int) (rest % 1_000_000));
                }
                return null;
            }
        }

        /** The ordinary end of a connection: what has been written still arrives. */
        private void end() {
            lines.remove(this);
            synchronized (change) {
                closed = true;
                change.notifyAll();
            }
            try {
                server.close();
                database.close();
            } catch (IOException gone) {
                // That is what was wanted.
            }
        }

        void close() {
            reset(server);
            reset(database);
            end();
        }
    }
}

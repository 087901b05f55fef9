package io.onevent.bench;

import io.onevent.bench.Workload.Entry;
import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Those that take part, each with a database of its own, and the one server that has them all. */
final class Contenders implements AutoCloseable {

    /** OnEvent in a server that traces. */
    static final String TRACED = "onevent-traced";

    private final Postgres postgres;
    private final Measurement measurement;
    private final SpanSink sink = new SpanSink();
    private final Map<Entry, Contender> byEntry = new EnumMap<>(Entry.class);

    private Contenders(Postgres postgres, Path folder) {
        this.postgres = postgres;
        this.measurement = new Measurement(new Meter(postgres.statementLog(), new Flushes(postgres, folder)));
    }

    /** Starts what these need. */
    static Contenders start(Collection<Entry> entries, Path folder, Sizes sizes) {
        Contenders contenders = new Contenders(Postgres.start(folder.resolve("postgres")), folder);
        try {
            for (Entry entry : entries) {
                contenders.byEntry.computeIfAbsent(entry, one -> contenders.start(one, folder, sizes));
            }
            for (Contender contender : contenders.byEntry.values()) {
                contender.awaitReady();
            }
            return contenders;
        } catch (RuntimeException | Error failure) {
            contenders.close();
            throw failure;
        }
    }

    private Contender start(Entry entry, Path folder, Sizes sizes) {
        return switch (entry) {
            case LIMIT -> new Limit(postgres.newDatabase("bench_limit"));
            case SINGLE -> onEvent("onevent", "onevent.jar", "single", folder, sizes);
            case ALL -> onEvent("onevent", "onevent.jar", "all", folder, sizes);
            case SINGLE_BEFORE -> onEvent(Workload.BEFORE, "bench.before", "single", folder, sizes);
            case ALL_BEFORE -> onEvent(Workload.BEFORE, "bench.before", "all", folder, sizes);
            case TRACED -> onEvent(TRACED, "onevent.jar", "single", folder, sizes, sink.options());
            case DB_SCHEDULER -> new DbScheduler(postgres.newDatabase("bench_db_scheduler"), sizes.pause());
            case TRANSACTIONAL_EVENT -> new TransactionalEvent(
                    postgres.newDatabase("bench_transactional_event"), folder, sizes);
            case JMS -> new JmsWithXa(postgres.newDatabase("bench_jms"), folder);
            case WILDFLY -> onWildFly("onevent", Handling.ROW, folder);
            case WILDFLY_BATCH -> onWildFly("onevent-batch", Handling.ROW_BATCH, folder);
            case OUTBOX -> new Outbox(postgres.newDatabase("bench_outbox"), sizes.pause());
        };
    }

    private OnEventOnWildFly onWildFly(String system, Handling handling, Path folder) {
        return new OnEventOnWildFly(
                system,
                handling,
                new File(System.getProperty("onevent.jar")),
                postgres.newDatabase("bench_" + system.replace('-', '_') + "_wildfly"),
                folder);
    }

    private OnEventServers onEvent(
            String system, String jarProperty, String mode, Path folder, Sizes sizes, String... options) {
        String database = "bench_" + system.replace('-', '_') + "_" + mode;
        File jar = new File(System.getProperty(jarProperty));
        return new OnEventServers(system, jar, mode, postgres.newDatabase(database), folder, sizes, List.of(options));
    }

    Contender of(Entry entry) {
        return byEntry.get(entry);
    }

    Measurement measurement() {
        return measurement;
    }

    @Override
    public void close() {
        byEntry.values().parallelStream().forEach(Contender::close);
        sink.close();
        postgres.close();
    }
}

package io.onevent.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** What must have become of the events of one interleaving, judged by who published, cancelled and replayed them, and by the ledger. */
final class Booking {

    /** An event whose publication was committed. */
    static final class Published {

        final UUID id;
        final String name;
        final String group;
        private final int commit;
        private final Set<Integer> processed = new TreeSet<>();
        private int replays;
        private boolean cancelled;
        private boolean putOff;
        private String payload = "0";

        private Published(UUID id, String name, String group, int commit) {
            this.id = id;
            this.name = name;
            this.group = group;
            this.commit = commit;
        }

        /** It is the first until the event was replayed, and the next with each replay. */
        int generation() {
            return replays + 1;
        }

        /** Whether an operator has changed it, so that a run may begin that comes to nothing. */
        boolean isChanged() {
            return cancelled || putOff;
        }
    }

    private final Map<UUID, Published> published = new LinkedHashMap<>();
    private final Map<UUID, UUID> suspectStarts = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();

    void publish(UUID id, String name, String group) {
        published.put(id, new Published(id, name, group, published.size()));
    }

    void cancel(UUID id) {
        see("a cancellation");
        event(id).cancelled = true;
    }

    /** Another has taken the place of what was published with its key, if there was one. */
    void publishWithKey(UUID id, String name, String payload, boolean replacing) {
        boolean isNew = event(id) == null;
        if (isNew) {
            publish(id, name, null);
        }
        if (isNew || replacing) {
            event(id).payload = payload;
            event(id).putOff |= !isNew;
        }
        see(isNew ? "a new key" : replacing ? "a replacement" : "a key that waits");
    }

    void putOff(UUID id) {
        see("another due time");
        event(id).putOff = true;
    }

    void replayDead(UUID id) {
        see("a replay of a dead one");
        event(id).replays++;
    }

    void replayProcessed(UUID id) {
        see("a replay of a processed one");
        event(id).processed.add(event(id).generation());
        event(id).replays++;
    }

    int size() {
        return published.size();
    }

    Published event(UUID id) {
        return published.get(id);
    }

    /** An instance has committed to the start of a suspect. */
    void suspectStarted(UUID id, UUID life) {
        suspectStarts.put(id, life);
    }

    /** A crash was counted against an event. */
    void blamed(UUID id) {
        see("a crash is counted");
        if (suspectStarts.remove(id) == null) {
            wrong("BLAMED", number(id) + " for the death of an instance on which it did not run");
        }
    }

    /** Something worth meeting with has happened. */
    void see(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> seen() {
        return seen;
    }

    void wrong(String kind, String what) {
        wrong.add(kind + ": " + what);
    }

    List<String> wrong() {
        return wrong;
    }

    static String number(UUID id) {
        return "event " + (id.getLeastSignificantBits() & 0xFFFF);
    }

    /** When all have come to their end. */
    void close(EngineDatabase database, boolean keeps) {
        Set<String> waiting = Set.copyOf(database.rows("SELECT id FROM onevent_event"));
        Set<String> dead = Set.copyOf(database.rows("SELECT id FROM onevent_dead_event"));
        Set<String> kept = Set.copyOf(database.rows("SELECT id FROM onevent_processed_event"));
        Map<String, Map<Integer, Integer>> effects = new HashMap<>();
        Map<String, List<Published>> order = new TreeMap<>();
        Map<String, String> lastPayloads = new HashMap<>();
        for (String row : database.rows("SELECT event_id, instance FROM ledger ORDER BY id")) {
            String[] parts = row.split(" ");
            effects.computeIfAbsent(parts[0], first -> new TreeMap<>())
                    .merge(Integer.parseInt(parts[2]), 1, Integer::sum);
            lastPayloads.put(parts[0], parts[3]);
            Published event = published.get(UUID.fromString(parts[0]));
            if (event == null) {
                wrong("GHOST", "an effect of " + row + ", which was not published");
            } else if (event.group != null) {
                order.computeIfAbsent(event.group, first -> new ArrayList<>()).add(event);
            }
        }
        for (Published event : published.values()) {
            String id = event.id.toString();
            if (waiting.contains(id)) {
                wrong("STUCK", number(event.id) + " is not at its end");
                continue;
            }
            boolean isProcessed = !dead.contains(id) && !event.cancelled;
            if (isProcessed && keeps != kept.contains(id)) {
                wrong("KEPT", number(event.id) + (keeps ? " is not" : " is") + " among the processed events");
            }
            judge(event, isProcessed, effects.getOrDefault(id, Map.of()));
            if (isProcessed && !event.payload.equals(lastPayloads.get(id))) {
                wrong(
                        "FORMER",
                        number(event.id) + " was handled last as " + lastPayloads.get(id) + ", and published last as "
                                + event.payload);
            }
        }
        order.forEach(this::judgeOrder);
    }

    private void judge(Published event, boolean isProcessed, Map<Integer, Integer> effects) {
        for (int generation = 1; generation <= event.generation(); generation++) {
            boolean should = generation == event.generation() ? isProcessed : event.processed.contains(generation);
            int count = effects.getOrDefault(generation, 0);
            boolean plain = event.name.equals(Booked.PLAIN);
            if (should && count == 0) {
                wrong("LOST", number(event.id) + " has had no effect, generation " + generation);
            } else if (!plain && count > (should ? 1 : 0)) {
                wrong("TWICE", number(event.id) + " has had " + count + " effects, generation " + generation);
            }
        }
    }

    /** What was replayed has its old place, but comes behind what has started. */
    private void judgeOrder(String group, List<Published> effects) {
        List<Integer> commits = effects.stream()
                .filter(event -> event.replays == 0)
                .map(event -> event.commit)
                .toList();
        for (int i = 1; i < commits.size(); i++) {
            if (commits.get(i) < commits.get(i - 1)) {
                wrong("ORDER", "effects in group " + group + " by the commits of the publishers: " + commits);
                return;
            }
        }
    }
}

package org.backplane.core.journal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Unmakes;
import org.backplane.core.schema.Trees;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * The commands that changed something, the last of them, and of those that made what is there now, all. Safe from any
 * thread.
 */
@Component(service = Journal.class)
public final class Journal {
    /** How many changes are remembered. */
    static final int LIMIT = 1000;

    /** Something that was made. */
    private record Thing(String kind, Object name) {}

    /** How it was made. */
    private record Making(Entry entry, String within) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<Thing, Making> makings = new LinkedHashMap<>();
    private long count;

    /**
     * Writes down that a command was done.
     *
     * @param type its class, which may say what it makes
     * @return forgets it: the command is taken back
     */
    public synchronized Runnable done(String origin, String command, Class<?> type, Record arguments) {
        var tree = neutral(Trees.ofRecord(arguments));
        var entry = new Entry(++count, Instant.now(), origin, command, tree);
        entries.add(entry);
        if (entries.size() > LIMIT) {
            entries.remove();
        }
        Optional.ofNullable(type.getAnnotation(Unmakes.class)).ifPresent(unmakes -> forget(unmakes, tree));
        Optional.ofNullable(type.getAnnotation(Makes.class)).ifPresent(makes -> remember(makes, entry));
        return () -> retract(entry);
    }

    /** What is still to be seen of a thing once it was made again goes to the end, after all that it may need. */
    private void remember(Makes makes, Entry entry) {
        var thing = new Thing(makes.value(), name(makes.by(), entry.arguments()).orElse(entry.number()));
        makings.remove(thing);
        makings.put(thing, new Making(entry, makes.within()));
    }

    private static Optional<Object> name(String by, Map<String, Object> arguments) {
        return by.isEmpty() ? Optional.of("") : Optional.ofNullable(arguments.get(by));
    }

    private void forget(Unmakes unmakes, Map<String, Object> arguments) {
        for (var kind : unmakes.value()) {
            name(unmakes.by(), arguments).ifPresent(name -> makings.remove(new Thing(kind, name)));
            makings.values().removeIf(making -> making.within.equals(kind));
        }
    }

    private synchronized void retract(Entry entry) {
        entries.remove(entry);
        makings.values().removeIf(making -> making.entry.equals(entry));
    }

    /** The last changes, the oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The commands that make what is there now, in an order in which they can be given again. */
    public synchronized List<Entry> makings() {
        return makings.values().stream().map(Making::entry).toList();
    }

    @SuppressWarnings("unchecked") // a map stays one
    private static Map<String, Object> neutral(Map<String, Object> tree) {
        return (Map<String, Object>) neutral((Object) tree);
    }

    /** What is no plain value is only shown as it shows itself: a secret does not. */
    @SuppressWarnings("NullAway") // a null of JSON is one in neutral trees
    private static Object neutral(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((name, member) -> copy.put((String) name, neutral(member)));
                yield copy;
            }
            case List<?> list -> list.stream().map(Journal::neutral).toList();
            case String text -> text;
            case Boolean bool -> bool;
            case Number number -> number;
            case null -> null;
            default -> value.toString();
        };
    }
}

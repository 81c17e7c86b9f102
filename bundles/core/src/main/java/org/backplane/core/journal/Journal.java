package org.backplane.core.journal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.backplane.api.Secret;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Request;
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
    private record Making(Entry entry, Request request, String within) {}

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
        var request = Request.of(command, copy(Trees.ofRecord(arguments), Journal::withoutText));
        var tree = copy(request.arguments(), Object::toString);
        var entry = new Entry(++count, Instant.now(), origin, command, tree);
        entries.add(entry);
        if (entries.size() > LIMIT) {
            entries.remove();
        }
        Optional.ofNullable(type.getAnnotation(Unmakes.class)).ifPresent(unmakes -> forget(unmakes, tree));
        Optional.ofNullable(type.getAnnotation(Makes.class)).ifPresent(makes -> remember(makes, entry, request));
        return () -> retract(entry);
    }

    /** What is still to be seen of a thing once it was made again goes to the end, after all that it may need. */
    private void remember(Makes makes, Entry entry, Request request) {
        var thing = new Thing(makes.value(), name(makes.by(), entry.arguments()).orElse(entry.number()));
        makings.remove(thing);
        makings.put(thing, new Making(entry, request, makes.within()));
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

    /**
     * Notes that what is the only one of its kind has another setting than it was made with.
     *
     * @return takes it back
     */
    public synchronized Runnable changed(String kind, String argument, Object value) {
        var thing = new Thing(kind, "");
        var before = makings.get(thing);
        if (before == null) {
            return () -> {};
        }
        var arguments = new LinkedHashMap<>(before.request.arguments());
        arguments.put(argument, value);
        makings.put(thing, new Making(before.entry, Request.of(before.request.command(), arguments), before.within));
        return () -> restore(thing, before);
    }

    private synchronized void restore(Thing thing, Making before) {
        makings.replace(thing, before);
    }

    /** The last changes, the oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The commands that make what is there now, in an order in which they can be given again. Where they had a secret
     * there is an empty one.
     */
    public synchronized List<Request> makings() {
        return makings.values().stream().map(Making::request).toList();
    }

    /** What is no plain value is only shown as it shows itself; of a secret it stays known that it is one. */
    private static Object withoutText(Object value) {
        return value instanceof Secret ? new Secret("") : value.toString();
    }

    @SuppressWarnings("unchecked") // a map stays one
    private static Map<String, Object> copy(Map<String, Object> tree, UnaryOperator<Object> special) {
        return (Map<String, Object>) copy((Object) tree, special);
    }

    /** A copy of a tree, with something else in place of what is no plain value. */
    @SuppressWarnings("NullAway") // a null of JSON is one in neutral trees
    private static Object copy(@Nullable Object value, UnaryOperator<Object> special) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((name, member) -> copy.put((String) name, copy(member, special)));
                yield copy;
            }
            case List<?> list -> list.stream().map(item -> copy(item, special)).toList();
            case String text -> text;
            case Boolean bool -> bool;
            case Number number -> number;
            case null -> null;
            default -> special.apply(value);
        };
    }
}

package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes the arguments of a command of words: those without a name in the order of its record, {@code name=value} at any
 * place, {@code outer.inner=value} and {@code list.0=value} for what is inside, or all in one JSON object. What is
 * joined by commas, {@code virtio-blk-device,id=d1}, is taken apart as QEMU does.
 */
final class Arguments {
    private static final Pattern JOINED = Pattern.compile("[^,=]+(,[A-Za-z0-9][A-Za-z0-9_.-]*=[^,]*)+");

    private final String line;
    private final CommandInfo command;
    private final Records records;
    private final Map<String, Object> tree = new LinkedHashMap<>();
    private final Map<String, Object> columns = new HashMap<>();

    private Arguments(String line, CommandInfo command, Records records) {
        this.line = line;
        this.command = command;
        this.records = records;
    }

    /**
     * What was made.
     *
     * @param tree the arguments; a leaf is a string, or typed if it was written in JSON
     * @param columns where in the line each is, by its dotted path
     */
    record Bound(Map<String, Object> tree, Map<String, Object> columns) {}

    /**
     * Reads words that follow the name of a command.
     *
     * @param line the line that they are in; empty if they come from elsewhere
     * @throws CommandException if they do not fit; it shows where in the line
     */
    static Bound bind(String line, CommandInfo command, List<Word> words, Records records) {
        return new Arguments(line, command, records).bind(words);
    }

    /** Where in a line an error is: its path, or the nearest thing around that is in the line. */
    static Optional<Integer> column(Map<?, ?> columns, List<String> path) {
        return Stream.iterate(path.size(), length -> length > 0, length -> length - 1)
                .map(length -> columns.get(String.join(".", path.subList(0, length))))
                .filter(Long.class::isInstance)
                .map(column -> Math.toIntExact((Long) column))
                .findFirst();
    }

    private Bound bind(List<Word> words) {
        if (words.size() == 1 && !words.getFirst().isNamed() && words.getFirst().value() instanceof Map<?, ?> all) {
            all.forEach((name, value) ->
                    put(String.valueOf(name), value, words.getFirst().column()));
        } else {
            read(words.stream().flatMap(Arguments::parted).toList());
        }
        tree.replaceAll((_, value) -> listOrMap(value));
        check(command.arguments(), tree, List.of());
        return new Bound(tree, columns);
    }

    private static Stream<Word> parted(Word word) {
        if (word.isNamed() || !JOINED.matcher(word.text()).matches()) {
            return Stream.of(word);
        }
        var parts = new ArrayList<Word>();
        int column = word.column();
        for (var part : word.text().split(",", -1)) {
            var read = Word.of(part);
            parts.add(new Word(part, read.name(), read.value(), column, column + read.valueColumn()));
            column += part.length() + 1;
        }
        return parts.stream();
    }

    private void read(List<Word> words) {
        words.stream().filter(Word::isNamed).forEach(word -> put(word.name(), word.value(), word.column()));
        var positions = command.arguments().members().stream()
                .filter(member -> !member.rest() && !tree.containsKey(member.name()))
                .iterator();
        for (var word : words) {
            if (word.isNamed()) {
                continue;
            } else if (!positions.hasNext()) {
                columns.put(word.text(), (long) word.column());
                throw wrong(
                        List.of(word.text()),
                        "'%s' is too much; expected: %s".formatted(word.text(), Usage.of(command)));
            }
            put(positions.next().name(), word.value(), word.column());
        }
    }

    @SuppressWarnings("unchecked") // the inner maps are those made here
    private void put(String name, @Nullable Object value, int column) {
        var map = tree;
        var steps = List.of(name.split("\\.", -1));
        columns.put(name, (long) column);
        for (var step : steps.subList(0, steps.size() - 1)) {
            var inner = map.computeIfAbsent(step, _ -> new LinkedHashMap<String, Object>());
            if (!(inner instanceof Map)) {
                throw wrong(List.of(name), "Parameter '%s' is both a value and a group".formatted(step));
            }
            map = (Map<String, Object>) inner;
        }
        if (map.containsKey(steps.getLast())) {
            throw wrong(List.of(name), "Parameter '%s' is given twice".formatted(name));
        }
        map.put(steps.getLast(), value);
    }

    /** Numbered members make a list. */
    @SuppressWarnings("unchecked") // keys of trees are strings
    private static @Nullable Object listOrMap(@Nullable Object value) {
        if (!(value instanceof Map)) {
            return value;
        }
        var map = (Map<String, Object>) value;
        map.replaceAll((_, inner) -> listOrMap(inner));
        var list = new ArrayList<Object>();
        for (int i = 0; map.containsKey(Integer.toString(i)); i++) {
            list.add(map.get(Integer.toString(i)));
        }
        return map.isEmpty() || list.size() < map.size() ? map : list;
    }

    /** Says what may have been meant by a name that nobody expects; all else the command's record will say. */
    private void check(Schema.Struct struct, Map<?, ?> given, List<String> path) {
        var known = Members.of(struct, given, records);
        if (known.isEmpty()) {
            return;
        }
        var names = new TreeSet<String>();
        known.get().forEach(member -> names.add(member.name()));
        for (var entry : given.entrySet()) {
            var name = String.valueOf(entry.getKey());
            var inner = Stream.concat(path.stream(), Stream.of(name)).toList();
            if (!names.contains(name)) {
                throw wrong(
                        inner, "Parameter '%s' is unexpected%s".formatted(String.join(".", inner), hint(name, names)));
            }
            known.get().stream()
                    .filter(member -> member.name().equals(name) && member.type() instanceof Schema.Struct)
                    .filter(_ -> entry.getValue() instanceof Map)
                    .forEach(member -> check((Schema.Struct) member.type(), (Map<?, ?>) entry.getValue(), inner));
        }
    }

    private static String hint(String name, SortedSet<String> names) {
        var nearest = Nearest.hint(name, names);
        var expected = names.isEmpty() ? "; none is expected" : "; expected: " + String.join(", ", names);
        return nearest.isEmpty() ? expected : nearest;
    }

    private CommandException wrong(List<String> path, String message) {
        return line.isEmpty()
                ? CommandException.badArgument(path, message)
                : Caret.error(line, column(columns, path).orElse(line.length()), message);
    }
}

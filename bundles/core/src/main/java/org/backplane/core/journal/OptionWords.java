package org.backplane.core.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.backplane.api.schema.Schema.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments as {@code value,name=value,outer.inner=value}. Not all arguments can be: what is read without a
 * schema is taken for a string, and empty lists have no words.
 */
final class OptionWords {
    /** What is read as one name, and not as several or none. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private static final Schema UNKNOWN = Schema.Scalar.ANY;

    private final Records records;
    private final Map<String, String> words = new LinkedHashMap<>();
    private boolean possible = true;

    private OptionWords(Records records) {
        this.records = records;
    }

    /** The argument of an option; empty if it cannot be written so. */
    static Optional<String> of(CommandInfo command, Map<String, Object> arguments, Records records) {
        var writing = new OptionWords(records);
        writing.members(command.arguments(), arguments, "");
        return writing.text(command.arguments().inWords().getFirst().name());
    }

    private Optional<String> text(String implied) {
        var first = words.getOrDefault(implied, "");
        boolean isImplied = !first.isEmpty() && first.indexOf('=') < 0 && !first.startsWith("{");
        var parts = words.entrySet().stream()
                .sorted((a, b) ->
                        Boolean.compare(b.getKey().equals(implied), a.getKey().equals(implied)))
                .map(word -> isImplied && word.getKey().equals(implied)
                        ? word.getValue()
                        : word.getKey() + "=" + word.getValue())
                .map(part -> part.replace(",", ",,"))
                .collect(Collectors.joining(","));
        return possible && !parts.isEmpty() ? Optional.of(parts) : Optional.empty();
    }

    private void members(Struct struct, Map<?, ?> tree, String prefix) {
        tree.forEach((key, value) -> {
            var name = (String) key;
            possible &= NAME.matcher(name).matches();
            var member = member(struct, name, tree);
            if (member.isEmpty()) {
                value(UNKNOWN, value, prefix + name);
            } else if (value instanceof Map<?, ?> map
                    && map.isEmpty()
                    && member.get().optional()) {
                return; // it is so without a word
            } else if (member.get().inlined() && value instanceof Map<?, ?> inner) {
                possible &= inner.keySet().stream()
                        .noneMatch(one -> tree.containsKey(one)
                                || struct.member((String) one).isPresent());
                typed(member.get().type(), inner, tree, prefix);
            } else if (value instanceof Map<?, ?> inner) {
                typed(member.get().type(), inner, tree, prefix + name + ".");
            } else {
                value(member.get().type(), value, prefix + name);
            }
        });
    }

    /** A member, be it one of the branch that takes what others do not name. */
    private Optional<Schema.Member> member(Struct struct, String name, Map<?, ?> tree) {
        return struct.member(name)
                .filter(member -> !member.rest())
                .or(() -> struct.members().stream()
                        .filter(Schema.Member::rest)
                        .flatMap(rest -> branch(rest.type(), tree).stream())
                        .flatMap(branch -> branch.member(name).stream())
                        .findFirst());
    }

    private Optional<Struct> branch(Schema type, Map<?, ?> around) {
        return type instanceof Schema.Open union && around.get(union.tag()) instanceof String tag
                ? Optional.ofNullable(records.branches(union).get(tag))
                : Optional.empty();
    }

    private void typed(Schema type, Map<?, ?> tree, Map<?, ?> around, String prefix) {
        var struct = type instanceof Struct known ? Optional.of(known) : branch(type, around);
        members(struct.orElse(new Struct("", List.of())), tree, prefix);
        possible &= !tree.isEmpty() && !isLikeAList(tree);
    }

    private static boolean isLikeAList(Map<?, ?> tree) {
        return IntStream.range(0, tree.size()).allMatch(i -> tree.containsKey(Integer.toString(i)));
    }

    private void value(Schema type, @Nullable Object value, String name) {
        switch (value) {
            case String text -> add(name, text);
            case Boolean bool when isScalar(type) -> add(name, bool ? "on" : "off");
            case Number number when isScalar(type) -> add(name, number.toString());
            case List<?> items
            when !items.isEmpty() && type instanceof Schema.Array(var element) -> {
                for (int i = 0; i < items.size(); i++) {
                    value(element, items.get(i), name + "." + i);
                }
            }
            case Map<?, ?> map when type instanceof Struct struct && !map.isEmpty() -> members(struct, map, name + ".");
            case null, default -> possible = false;
        }
    }

    private void add(String name, String word) {
        possible &= words.put(name, word) == null;
    }

    private static boolean isScalar(Schema type) {
        return type instanceof Schema.Bounded || (type instanceof Schema.Scalar && !type.equals(UNKNOWN));
    }
}

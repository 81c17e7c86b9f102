package org.backplane.transport.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.command.Place;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * The place of a command that a file gave, directly or by a section.
 *
 * @param command where it begins: the name of the command or section, or the item in its list
 * @param item what the command was made of: its arguments, or an item of the section
 * @param arguments the command's arguments
 * @param directory the directory of the main file
 * @param depth how many files load one another up to this one; the first is 0
 */
record ItemPlace(Position command, Tree item, Map<String, Object> arguments, Path directory, int depth)
        implements Place {

    @Override
    public String explain(List<String> path, String message) {
        return position(path, message).explain(path, message);
    }

    private Position position(List<String> path, String message) {
        if (path.isEmpty()) {
            return command;
        }
        return byName(path, message).or(() -> byValue(path)).orElseGet(item::position);
    }

    /** Where the member is; it may have got further in on the way from a section's item to the arguments. */
    private Optional<Position> byName(List<String> path, String message) {
        return Stream.iterate(0, from -> from < path.size(), from -> from + 1)
                .map(from -> path.subList(from, path.size()))
                .flatMap(inner -> find(inner, message).stream())
                .findFirst();
    }

    private Optional<Position> find(List<String> path, String message) {
        int last = path.size() - 1;
        boolean unexpected = message.contains(" is unexpected"); // then it is the name that is wrong
        return item.find(path.subList(0, last))
                .filter(around -> unexpected && around instanceof Mapping)
                .flatMap(around -> ((Mapping) around).member(path.get(last)))
                .map(Tree.Member::position)
                .or(() -> item.find(path).map(Tree::position));
    }

    /** Where the argument's value is, should it have another name there. */
    private Optional<Position> byValue(List<String> path) {
        var value = argument(path);
        if (value == null || !(item instanceof Mapping mapping)) {
            return Optional.empty();
        }
        return mapping.members().stream()
                .map(Tree.Member::value)
                .filter(member -> member instanceof Scalar scalar && Objects.equals(scalar.value(), value))
                .map(Tree::position)
                .findFirst();
    }

    private @Nullable Object argument(List<String> path) {
        Object value = arguments;
        for (var step : path) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }
}

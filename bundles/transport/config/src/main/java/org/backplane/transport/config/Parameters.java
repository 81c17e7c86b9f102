package org.backplane.transport.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Place;
import org.backplane.api.config.Configuration;
import org.jspecify.annotations.Nullable;

/** What can be given to a file, as its head declares it, and the file's own description. */
final class Parameters {

    /**
     * One parameter.
     *
     * @param type how its value is read
     * @param value its default, as templates see it
     * @param position where it is declared
     */
    record Declared(Configuration.Parameter parameter, ParameterType type, Optional<Object> value, Position position) {}

    private final String doc;
    private final Map<String, Declared> declared = new LinkedHashMap<>();

    /** The parameters that a head declares. */
    Parameters(String doc, List<Declared> declared) {
        this.doc = doc;
        declared.forEach(one -> this.declared.put(one.parameter.name(), one));
    }

    /** What the file is for, in a sentence, or empty. */
    String doc() {
        return doc;
    }

    /** All parameters, in the file's order. */
    List<Configuration.Parameter> list() {
        return declared.values().stream().map(Declared::parameter).toList();
    }

    /** The names of all parameters. */
    Collection<String> names() {
        return declared.keySet();
    }

    /**
     * The values of all parameters that have one.
     *
     * @param given what the user gives
     * @param place where
     * @throws CommandException if something is missing, unknown or of the wrong type: all such errors in one
     */
    Map<String, Object> values(Map<String, Object> given, Place place) {
        var problems = new Problems();
        var values = new TreeMap<String, Object>();
        given.forEach((name, value) -> {
            var known = declared.get(name);
            if (known == null) {
                problems.add(unknown(name));
            } else {
                problems.attempt(() -> values.put(name, read(known, value)));
            }
        });
        for (var known : declared.values()) {
            var name = known.parameter.name();
            if (!given.containsKey(name)) {
                known.value.ifPresent(value -> values.put(name, value));
                if (known.parameter.required()) {
                    problems.add(missing(known));
                }
            }
        }
        Problems.throwAny(problems.placed(place));
        return values;
    }

    private static Object read(Declared known, @Nullable Object given) {
        try {
            return known.type.read(given);
        } catch (IllegalArgumentException e) {
            var name = known.parameter.name();
            throw CommandException.badArgument(
                    List.of("parameters", name), "parameter '%s': %s, not '%s'".formatted(name, e.getMessage(), given));
        }
    }

    private CommandException unknown(String name) {
        var names = declared.keySet();
        var hint = Nearest.to(name, names)
                .map("; did you mean '%s'?"::formatted)
                .orElse("; there is " + (names.isEmpty() ? "none" : String.join(", ", names)));
        return CommandException.badArgument(
                List.of("parameters", name), "there is no parameter '%s'%s".formatted(name, hint));
    }

    private static CommandException missing(Declared known) {
        var name = known.parameter.name();
        var doc = known.parameter.doc().isEmpty() ? "" : " (%s)".formatted(known.parameter.doc());
        return known.position.error("parameter '%s'%s is missing; give %s=VALUE".formatted(name, doc, name));
    }
}

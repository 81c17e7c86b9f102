package org.backplane.itests.process;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reply is made of: the types of its members by their paths. The items of a list are taken together. */
final class ReplyShape {
    private final Map<String, SortedSet<String>> types = new TreeMap<>();

    /** The shape of a whole message; of an error, that it is one. */
    static ReplyShape of(JsonObject reply) {
        var shape = new ReplyShape();
        if (reply.containsKey("error")) {
            shape.add("", "error");
        } else {
            shape.add("", reply.getOrDefault("return", JsonValue.NULL));
        }
        return shape;
    }

    private void add(String path, JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                add(path, "object");
                object.forEach((name, member) -> add(path + "." + name, member));
            }
            case JsonArray array -> {
                add(path, "array");
                array.forEach(item -> add(path + "[]", item));
            }
            default -> add(path, typeOf(value));
        }
    }

    private void add(String path, String type) {
        types.computeIfAbsent(path, _ -> new TreeSet<>()).add(type);
    }

    private static String typeOf(JsonValue value) {
        return switch (value.getValueType()) {
            case TRUE, FALSE -> "boolean";
            default -> value.getValueType().name().toLowerCase(Locale.ROOT);
        };
    }

    /** Adds what another shape has differently; what lies below something that is missing is not told. */
    void addDifferences(String name, ReplyShape other, SortedSet<String> differences) {
        types.forEach((path, ours) -> {
            var theirs = other.types.get(path);
            if (theirs == null) {
                if (other.types.containsKey(parent(path))) {
                    differences.add(name + path + (path.endsWith("[]") ? ": not empty here" : ": only here"));
                }
            } else if (!theirs.equals(ours)) {
                differences.add(
                        "%s%s: %s, not %s".formatted(name, path, String.join(",", ours), String.join(",", theirs)));
            }
        });
        other.types.keySet().stream()
                .filter(path -> !types.containsKey(path) && types.containsKey(parent(path)))
                .forEach(path -> differences.add(name + path + (path.endsWith("[]") ? ": empty here" : ": missing")));
    }

    private static String parent(String path) {
        return path.endsWith("[]")
                ? path.substring(0, path.length() - 2)
                : path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
}

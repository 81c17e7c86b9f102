package org.backplane.transport.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;

/**
 * Reads {@code value,name=value,outer.inner=value}: QEMU's form of an option's argument. A comma in a value is
 * written twice; numbered members, {@code list.0=a,list.1=b}, make a list.
 */
final class KeyValues {
    private KeyValues() {}

    /**
     * The tree of an argument; every leaf is a string.
     *
     * @param implied the name of a first part that has none, or empty if that is not allowed
     * @throws CommandException if it has not that form
     */
    static Map<String, Object> parse(String text, String implied) {
        var tree = new LinkedHashMap<String, Object>();
        boolean first = true;
        for (var part : split(text)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                put(tree, part.substring(0, equals), part.substring(equals + 1));
            } else if (first && equals < 0 && !implied.isEmpty()) {
                put(tree, implied, part);
            } else {
                throw CommandException.failed("Expected '=' after parameter '%s'".formatted(part));
            }
            first = false;
        }
        return lists(tree);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ',') {
                part.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == ',') {
                part.append(c);
                i++;
            } else {
                parts.add(part.toString());
                part.setLength(0);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    @SuppressWarnings("unchecked") // the inner maps are those made here
    private static void put(Map<String, Object> tree, String name, String value) {
        var map = tree;
        var steps = name.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            var inner = map.computeIfAbsent(steps[i], _ -> new LinkedHashMap<String, Object>());
            if (!(inner instanceof Map)) {
                throw CommandException.failed("Parameter '%s' is both a value and a group".formatted(steps[i]));
            }
            map = (Map<String, Object>) inner;
        }
        if (map.put(steps[steps.length - 1], value) != null) {
            throw CommandException.failed("Parameter '%s' is given twice".formatted(name));
        }
    }

    private static Map<String, Object> lists(Map<String, Object> tree) {
        tree.replaceAll((_, value) -> listOrMap(value));
        return tree;
    }

    @SuppressWarnings("unchecked") // the inner maps are those made here
    private static Object listOrMap(Object value) {
        if (!(value instanceof Map)) {
            return value;
        }
        var map = lists((Map<String, Object>) value);
        for (int i = 0; i < map.size(); i++) {
            if (!map.containsKey(Integer.toString(i))) {
                return map;
            }
        }
        var list = new ArrayList<Object>();
        for (int i = 0; i < map.size(); i++) {
            list.add(map.get(Integer.toString(i)));
        }
        return list;
    }
}

package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lays out what a command answers, as people like to read it: objects as aligned names and values, lists of flat objects
 * as tables, objects with paths as trees, and stretches of addresses as a map.
 */
final class Layout {
    /** What is longer than this has lines of its own. */
    private static final int INLINE = 60;

    private static final int COLUMNS = 12;
    private static final String INDENT = "  ";

    /** Members that people read in hexadecimal. */
    private static final Set<String> HEXADECIMAL = Set.of("address", "base", "offset", "physical-address", "value");

    private Layout() {}

    /** A text of lines without an end of line at its end; empty if there is nothing to say. */
    static String of(@Nullable Object answer) {
        return String.join("\n", lines(answer));
    }

    private static List<String> lines(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map when map.isEmpty() -> List.of();
            case Map<?, ?> map -> members(map);
            case List<?> list when list.isEmpty() -> List.of("none");
            case List<?> list when Tree.isOne(list) -> Tree.draw(list);
            case List<?> list when AddressMap.isOne(list) -> AddressMap.draw(list);
            case List<?> list -> items(list);
            case null, default -> scalar("", value).lines().toList();
        };
    }

    private static List<String> members(Map<?, ?> map) {
        int width = map.keySet().stream()
                .mapToInt(name -> name.toString().length())
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        map.forEach((name, value) -> {
            if (isInline(value)) {
                lines.add("%s  %s"
                        .formatted(padded(name.toString(), width), inline(name.toString(), value))
                        .stripTrailing());
            } else {
                lines.add(name.toString());
                lines(value).forEach(line -> lines.add(INDENT + line));
            }
        });
        return lines;
    }

    private static List<String> items(List<?> list) {
        if (list.stream().allMatch(Layout::isRow) && columns(list).size() <= COLUMNS) {
            return table(list);
        }
        var lines = new ArrayList<String>();
        for (var item : list) {
            if (!lines.isEmpty() && item instanceof Map) {
                lines.add("");
            }
            lines.addAll(lines(item));
        }
        return lines;
    }

    private static boolean isRow(@Nullable Object item) {
        return item instanceof Map<?, ?> map && map.values().stream().allMatch(Layout::isInline);
    }

    /** Whether a value fits into a line with others. */
    private static boolean isInline(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.values().stream().noneMatch(Layout::isNested)
                        && inline("", map).length() <= INLINE;
            case List<?> list ->
                list.stream().noneMatch(Layout::isNested) && inline("", list).length() <= INLINE;
            case String text -> !text.contains("\n");
            case null, default -> true;
        };
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }

    private static String inline(String name, @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(member ->
                                member.getKey() + "=" + inline(member.getKey().toString(), member.getValue()))
                        .collect(Collectors.joining(" "));
            case List<?> list -> list.stream().map(item -> inline(name, item)).collect(Collectors.joining(", "));
            case null, default -> scalar(name, value);
        };
    }

    private static String scalar(String name, @Nullable Object value) {
        return value instanceof Long number && HEXADECIMAL.contains(name)
                ? "0x" + Long.toHexString(number)
                : String.valueOf(value == null ? "-" : value);
    }

    /** A table with a heading; columns of numbers are aligned at the right. */
    static List<String> table(List<?> rows) {
        var columns = columns(rows);
        var cells = new ArrayList<List<String>>();
        cells.add(List.copyOf(columns.keySet()));
        for (var row : rows) {
            cells.add(columns.keySet().stream().map(name -> cell(row, name)).toList());
        }
        return cells.stream()
                .map(row -> row(row, List.copyOf(columns.values()), cells))
                .toList();
    }

    private static String cell(@Nullable Object row, String name) {
        return row instanceof Map<?, ?> map && map.containsKey(name) ? inline(name, map.get(name)) : "";
    }

    /** The names of columns, and whether only numbers are in them. */
    private static Map<String, Boolean> columns(List<?> rows) {
        var names = new LinkedHashSet<String>();
        rows.forEach(row -> ((Map<?, ?>) row).keySet().forEach(name -> names.add(name.toString())));
        var columns = new LinkedHashMap<String, Boolean>();
        names.forEach(name ->
                columns.put(name, rows.stream().allMatch(row -> ((Map<?, ?>) row).get(name) instanceof Number)));
        return columns;
    }

    private static String row(List<String> row, List<Boolean> numeric, List<List<String>> all) {
        var text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            int column = i;
            int width = all.stream()
                    .mapToInt(other -> other.get(column).length())
                    .max()
                    .orElse(0);
            text.append(numeric.get(i) ? padded(row.get(i), -width) : padded(row.get(i), width));
            text.append(INDENT);
        }
        return text.toString().stripTrailing();
    }

    /** A text at the left, or at the right if the width is negative. */
    static String padded(String text, int width) {
        var blanks = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
        return width < 0 ? blanks + text : text + blanks;
    }

    /** The members of an object but some, in a line. */
    static String others(Map<?, ?> map, Set<String> without) {
        return Stream.of(map)
                .flatMap(all -> all.entrySet().stream())
                .filter(member -> !without.contains(member.getKey().toString()))
                .map(member -> member.getKey() + "=" + inline(member.getKey().toString(), member.getValue()))
                .collect(Collectors.joining(" "));
    }
}

package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Draws what lies at which addresses, from the lowest up: boxes, and gaps between them. */
final class AddressMap {
    private static final String BASE = "base";
    private static final String SIZE = "size";
    private static final String NAME = "name";
    private static final Set<String> DRAWN = Set.of(BASE, SIZE, NAME);

    /** Beyond the edge of a box stands its address. */
    private static final String MARGIN = " ".repeat(18);

    private AddressMap() {}

    /** Whether a list is of stretches of addresses. */
    static boolean isOne(List<?> list) {
        return list.stream()
                .allMatch(item -> item instanceof Map<?, ?> map
                        && map.get(BASE) instanceof Long
                        && map.get(SIZE) instanceof Long
                        && map.get(NAME) instanceof String);
    }

    static List<String> draw(List<?> stretches) {
        var texts = stretches.stream().map(item -> text((Map<?, ?>) item)).toList();
        int width = texts.stream().mapToInt(String::length).max().orElse(0) + 2;
        var lines = new ArrayList<String>();
        long end = 0;
        for (int i = 0; i < texts.size(); i++) {
            var stretch = (Map<?, ?>) stretches.get(i);
            long base = number(stretch, BASE);
            boolean gap = i == 0 || base != end;
            if (gap && i > 0) {
                lines.add(MARGIN + "└" + "─".repeat(width) + "┘");
            }
            if (gap && base != end) {
                lines.add(MARGIN + "  · " + amount(base - end));
            }
            var edge = gap ? "┌" + "─".repeat(width) + "┐" : "├" + "─".repeat(width) + "┤";
            lines.add("0x%016x".formatted(base) + edge);
            lines.add(MARGIN + "│ " + Layout.padded(texts.get(i), width - 1) + "│");
            end = base + number(stretch, SIZE);
        }
        lines.add("0x%016x".formatted(end) + "└" + "─".repeat(width) + "┘");
        return lines;
    }

    private static long number(Map<?, ?> stretch, String member) {
        return (Long) Objects.requireNonNull(stretch.get(member));
    }

    private static String text(Map<?, ?> stretch) {
        var others = Layout.others(stretch, DRAWN);
        return "%s  %s%s"
                .formatted(
                        Layout.padded(amount(number(stretch, SIZE)), -8),
                        stretch.get(NAME),
                        others.isEmpty() ? "" : "  " + others);
    }

    /** A number of bytes in the largest unit in which it is whole, or nearly. */
    private static String amount(long bytes) {
        var units = List.of("B", "KiB", "MiB", "GiB", "TiB");
        int unit = 0;
        double amount = bytes >= 0 ? bytes : Math.scalb(1.0, 64) + bytes;
        while (amount >= 1024 && unit < units.size() - 1) {
            amount /= 1024;
            unit++;
        }
        return amount == Math.rint(amount)
                ? "%.0f %s".formatted(amount, units.get(unit))
                : "%.1f %s".formatted(amount, units.get(unit));
    }
}

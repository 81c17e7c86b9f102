package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws what has paths in a tree: each with its {@code path}, it may have a {@code type}, and what else it has in a line. */
final class Tree {
    private static final String PATH = "path";
    private static final String TYPE = "type";

    private final Map<String, Tree> children = new LinkedHashMap<>();
    private String label = "";

    private Tree() {}

    /** Whether a list is to be drawn so: it has a top, and all else is below. */
    static boolean isOne(List<?> list) {
        return list.size() > 1
                && path(list.getFirst()) instanceof String top
                && list.stream().allMatch(item -> path(item) instanceof String path && isBelow(path, top));
    }

    private static @Nullable Object path(@Nullable Object item) {
        return item instanceof Map<?, ?> map && map.get(PATH) instanceof String path && path.startsWith("/")
                ? path
                : null;
    }

    private static boolean isBelow(String path, String top) {
        return path.equals(top) || path.startsWith(top.endsWith("/") ? top : top + "/");
    }

    static List<String> draw(List<?> list) {
        var top = String.valueOf(path(list.getFirst()));
        var root = new Tree();
        for (var item : list) {
            var node = (Map<?, ?>) item;
            var path = String.valueOf(node.get(PATH));
            root.at(path.equals(top) ? "" : path.substring(top.endsWith("/") ? top.length() : top.length() + 1)).label =
                    label(path.equals(top) ? top : path.substring(path.lastIndexOf('/') + 1), node);
        }
        var lines = new ArrayList<String>();
        root.draw("", "", lines);
        return lines;
    }

    private Tree at(String path) {
        if (path.isEmpty()) {
            return this;
        }
        int slash = path.indexOf('/');
        var first = slash < 0 ? path : path.substring(0, slash);
        return children.computeIfAbsent(first, _ -> new Tree()).at(slash < 0 ? "" : path.substring(slash + 1));
    }

    private static String label(String name, Map<?, ?> node) {
        var type = node.get(TYPE) instanceof String text ? " (" + text + ")" : "";
        var others = Layout.others(node, Set.of(PATH, TYPE));
        return name + type + (others.isEmpty() ? "" : "  " + others);
    }

    private void draw(String before, String beforeChildren, List<String> lines) {
        lines.add(before + label);
        int left = children.size();
        for (var child : children.values()) {
            boolean last = --left == 0;
            child.draw(beforeChildren + (last ? "└─ " : "├─ "), beforeChildren + (last ? "   " : "│  "), lines);
        }
    }
}

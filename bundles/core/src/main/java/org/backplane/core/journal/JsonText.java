package org.backplane.core.journal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes neutral trees as JSON in ASCII, on one line. */
final class JsonText {
    private final StringBuilder text = new StringBuilder();
    private final boolean hidesTags;

    private JsonText(boolean hidesTags) {
        this.hidesTags = hidesTags;
    }

    static String of(Object tree) {
        return new JsonText(false).add(tree).toString();
    }

    /** The same in other words where a template would see a tag: <code>{{</code>, <code>{%</code>. */
    static String withoutTags(Object tree) {
        return new JsonText(true).add(tree).toString();
    }

    private StringBuilder add(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> addMap(map);
            case List<?> list -> addList(list);
            case String string -> addString(string);
            case null -> text.append("null");
            default -> text.append(value);
        };
    }

    private StringBuilder addMap(Map<?, ?> map) {
        text.append('{');
        var separator = "";
        for (var member : map.entrySet()) {
            text.append(separator);
            addString(String.valueOf(member.getKey())).append(": ");
            add(member.getValue());
            separator = ", ";
        }
        return text.append('}');
    }

    private StringBuilder addList(List<?> list) {
        text.append('[');
        var separator = "";
        for (var item : list) {
            text.append(separator);
            add(item);
            separator = ", ";
        }
        return text.append(']');
    }

    private StringBuilder addString(String string) {
        text.append('"');
        string.chars().forEach(this::addCharacter);
        return text.append('"');
    }

    private void addCharacter(int c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append((char) c);
        } else if (c < 0x20 || c > 0x7E || (hidesTags && (c == '{' || c == '}'))) {
            text.append("\\u%04x".formatted(c));
        } else {
            text.append((char) c);
        }
    }
}

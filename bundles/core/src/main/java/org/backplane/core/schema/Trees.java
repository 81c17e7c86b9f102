package org.backplane.core.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Secret;
import org.jspecify.annotations.Nullable;

/** Turns records into neutral trees, under the names of the wire. */
public final class Trees {
    private Trees() {}

    /** The tree of any value that a command may answer with. */
    public static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case DataSize size -> size.bytes();
            case Secret secret -> secret; // stays one, so that it is not shown by whoever shows the tree
            case Record record -> ofRecord(record);
            case Enum<?> constant -> Shape.name(constant);
            case Optional<?> optional -> of(optional.orElse(null));
            case List<?> list -> list.stream().map(Trees::of).toList();
            case Map<?, ?> map -> ofMap(map);
            case Integer number -> number.longValue();
            default -> value;
        };
    }

    /** The tree of a record; absent members are left out. */
    public static Map<String, Object> ofRecord(Record record) {
        var tree = new LinkedHashMap<String, Object>();
        for (var part : Shape.of(record.getClass()).parts()) {
            var value = part.of(record);
            if (part.isRest()) {
                tree.putAll(ofMap((Map<?, ?>) value));
            } else if (!(value instanceof Optional<?> optional && optional.isEmpty())) {
                tree.put(part.name(), of(value));
            }
        }
        return tree;
    }

    private static Map<String, Object> ofMap(Map<?, ?> map) {
        var tree = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> tree.put((String) key, of(value)));
        return tree;
    }
}

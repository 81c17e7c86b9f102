package org.backplane.core.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.backplane.api.Inline;
import org.backplane.api.OptionName;

/** What is written in other words on a command line than as data: see {@link Inline} and {@link OptionName}. */
final class Wording {
    private Wording() {}

    /** The members of an inlined component, which were found among those around it. */
    static final class Gathered extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    /** The tree of a record as data would have it. */
    static Map<String, Object> unfold(List<Shape.Part> parts, Map<String, Object> words) {
        var tree = new LinkedHashMap<>(words);
        for (var part : parts) {
            rename(part, tree);
        }
        for (var part : parts) {
            if (part.component().isAnnotationPresent(Inline.class) && !tree.containsKey(part.name())) {
                gather(part, parts, tree);
            }
        }
        return tree;
    }

    private static void rename(Shape.Part part, Map<String, Object> tree) {
        var other = part.component().getAnnotation(OptionName.class);
        if (other != null && tree.containsKey(other.value()) && !tree.containsKey(part.name())) {
            tree.put(part.name(), tree.remove(other.value()));
        }
    }

    private static void gather(Shape.Part inlined, List<Shape.Part> parts, Map<String, Object> tree) {
        var others = parts.stream().map(Shape.Part::name).collect(Collectors.toSet());
        var members = new Gathered();
        tree.forEach((name, value) -> {
            if (!others.contains(name)) {
                members.put(name, value);
            }
        });
        tree.keySet().removeAll(members.keySet());
        tree.put(inlined.name(), members);
    }
}

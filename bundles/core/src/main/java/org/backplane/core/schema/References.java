package org.backplane.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.schema.Schema;
import org.backplane.api.schema.Schema.Struct;
import org.jspecify.annotations.Nullable;

/** Finds the names of things in a neutral tree, by its schema. */
public final class References {

    /** Is shown what a tree names. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One name.
         *
         * @param path leads to it
         */
        void visit(Schema.Reference reference, String name, List<String> path);
    }

    private final Catalog catalog;
    private final Visitor visitor;

    private References(Catalog catalog, Visitor visitor) {
        this.catalog = catalog;
        this.visitor = visitor;
    }

    /** Shows all names in a tree; what does not fit the schema is passed over. */
    public static void visit(Catalog catalog, Struct schema, Map<String, Object> tree, Visitor visitor) {
        new References(catalog, visitor).members(schema, tree, List.of());
    }

    private void members(Struct struct, Map<?, ?> tree, List<String> path) {
        for (var member : struct.members()) {
            if (member.rest()) {
                branch(member.type(), tree).ifPresent(branch -> members(branch, tree, path));
            } else if (tree.containsKey(member.name())) {
                member(member, tree, join(path, member.name()));
            }
        }
    }

    private void member(Schema.Member member, Map<?, ?> tree, List<String> path) {
        var value = tree.get(member.name());
        if (value instanceof String name) {
            member.reference().ifPresent(reference -> visitor.visit(reference, name, path));
        } else {
            branch(member.type(), tree)
                    .ifPresentOrElse(branch -> value(branch, value, path), () -> value(member.type(), value, path));
        }
    }

    /** The branch of an open union, which a member beside it names. */
    private Optional<Struct> branch(Schema type, Map<?, ?> tree) {
        return type instanceof Schema.Open union && tree.get(union.tag()) instanceof String tag
                ? catalog.branch(union, tag)
                : Optional.empty();
    }

    private void value(Schema type, @Nullable Object value, List<String> path) {
        switch (type) {
            case Struct struct when value instanceof Map<?, ?> tree -> members(struct, tree, path);
            case Schema.Array(var element)
            when value instanceof List<?> items -> {
                for (int i = 0; i < items.size(); i++) {
                    value(element, items.get(i), join(path, Integer.toString(i)));
                }
            }
            case Schema.Variants variants
            when value instanceof Map<?, ?> tree ->
                variants.branches().stream()
                        .filter(branch -> branch.name().equals(tree.get(variants.tag())))
                        .forEach(branch -> members(branch, tree, path));
            case Struct _,
                    Schema.Array _,
                    Schema.Variants _,
                    Schema.Scalar _,
                    Schema.Bounded _,
                    Schema.Choice _,
                    Schema.Alternates _,
                    Schema.Open _ -> {}
        }
    }

    private static List<String> join(List<String> path, String name) {
        var longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}

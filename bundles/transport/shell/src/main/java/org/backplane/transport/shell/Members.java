package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/** The members that an object may have, given those that it has already: they may choose the branch of a union. */
final class Members {
    private Members() {}

    /** All of them; empty if it cannot be known, for want of a branch. */
    static Optional<List<Schema.Member>> of(Schema.Struct struct, Map<?, ?> given, Records records) {
        var members = new ArrayList<Schema.Member>();
        for (var member : struct.members()) {
            if (!member.rest()) {
                members.add(member);
            } else if (member.type() instanceof Schema.Open union) {
                var branch = branch(union, given, records);
                if (branch.isEmpty()) {
                    return Optional.empty();
                }
                members.addAll(branch.get().members());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(members);
    }

    private static Optional<Schema.Struct> branch(Schema.Open union, Map<?, ?> given, Records records) {
        return given.get(union.tag()) instanceof String tag
                ? Optional.ofNullable(records.branches(union).get(tag))
                : Optional.empty();
    }

    /** The names that the tag of an open union may have, if a member is one. */
    static List<String> tags(Schema.Struct struct, String member, Records records) {
        return struct.members().stream()
                .map(Schema.Member::type)
                .filter(type -> type instanceof Schema.Open union && union.tag().equals(member))
                .flatMap(type -> records.branches((Schema.Open) type).keySet().stream())
                .toList();
    }
}

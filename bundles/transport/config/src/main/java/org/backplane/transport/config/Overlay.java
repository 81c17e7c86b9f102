package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Member;
import org.backplane.transport.config.Tree.Scalar;
import org.backplane.transport.config.Tree.Sequence;

/**
 * Lays what a file says over what the file says that it extends. Mappings are merged by key, at every depth; a list
 * whose items all have an {@code id} by that; anything else takes the place of what was there. What is new comes last.
 */
final class Overlay {
    private static final String ID = "id";

    private Overlay() {}

    /**
     * Lays the commands of a file over others. Where one of the two is a list, in which keys may repeat, the commands of
     * the file follow the others.
     */
    static Tree body(Tree base, Tree over) {
        if (base instanceof Mapping && over instanceof Mapping) {
            return over(base, over);
        }
        return new Sequence(
                over.position(), Stream.concat(entries(base), entries(over)).toList());
    }

    private static Stream<Tree> entries(Tree body) {
        return switch (body) {
            case Mapping mapping ->
                mapping.members().stream().map(member -> new Mapping(member.position(), List.of(member)));
            case Sequence sequence -> sequence.items().stream();
            case Scalar scalar -> scalar.value() == null ? Stream.empty() : Stream.of(scalar);
        };
    }

    /** Lays a value over another. */
    static Tree over(Tree base, Tree over) {
        if (base instanceof Mapping below && over instanceof Mapping above && !areDifferent(below, above)) {
            return merged(below, above);
        }
        return hasIds(over) && !(base instanceof Scalar) ? byId(base, over) : over;
    }

    /** Whether two mappings are items that have each a name of its own. */
    private static boolean areDifferent(Mapping one, Mapping other) {
        return id(one).isPresent() && id(other).isPresent() && !id(one).equals(id(other));
    }

    private static Mapping merged(Mapping base, Mapping over) {
        Map<String, Member> members = new LinkedHashMap<>();
        base.members().forEach(member -> members.put(member.key(), member));
        over.members().forEach(member -> members.merge(member.key(), member, Overlay::over));
        return new Mapping(over.position(), List.copyOf(members.values()));
    }

    private static Member over(Member base, Member over) {
        return new Member(over.key(), over.position(), over(base.value(), over.value()));
    }

    private static boolean hasIds(Tree tree) {
        var ids = new HashSet<Object>();
        return !items(tree).isEmpty()
                && items(tree).stream().map(Overlay::id).allMatch(id -> id.isPresent() && ids.add(id.get()));
    }

    private static Sequence byId(Tree base, Tree over) {
        var items = new ArrayList<>(items(base));
        for (var item : items(over)) {
            var place = items.stream()
                    .filter(below -> id(below).equals(id(item)))
                    .findFirst()
                    .map(items::indexOf);
            place.ifPresentOrElse(at -> items.set(at, over(items.get(at), item)), () -> items.add(item));
        }
        return new Sequence(over.position(), items);
    }

    /** One item needs no list around it. */
    private static List<Tree> items(Tree tree) {
        return tree instanceof Sequence sequence ? sequence.items() : List.of(tree);
    }

    private static Optional<Object> id(Tree item) {
        return item instanceof Mapping mapping
                ? mapping.member(ID)
                        .map(Member::value)
                        .filter(Scalar.class::isInstance)
                        .map(Tree::plain)
                : Optional.empty();
    }
}

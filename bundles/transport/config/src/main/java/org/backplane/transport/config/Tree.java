package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of a file, and where it is. */
sealed interface Tree {

    Position position();

    /** The value as transports hand it in, without positions. */
    @Nullable
    Object plain();

    /** The part that a path of names and indexes leads to. */
    Optional<Tree> find(List<String> path);

    /** A string, number, boolean or null. */
    record Scalar(Position position, @Nullable Object value) implements Tree {
        @Override
        public @Nullable Object plain() {
            return value;
        }

        @Override
        public Optional<Tree> find(List<String> path) {
            return path.isEmpty() ? Optional.of(this) : Optional.empty();
        }
    }

    /** A list. */
    record Sequence(Position position, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public Object plain() {
            var plain = new ArrayList<@Nullable Object>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }

        @Override
        public Optional<Tree> find(List<String> path) {
            if (path.isEmpty()) {
                return Optional.of(this);
            }
            for (int i = 0; i < items.size(); i++) {
                if (path.getFirst().equals(Integer.toString(i))) {
                    return items.get(i).find(path.subList(1, path.size()));
                }
            }
            return Optional.empty();
        }
    }

    /** An object, with its members in the order of the file. */
    record Mapping(Position position, List<Member> members) implements Tree {
        public Mapping {
            members = List.copyOf(members);
        }

        @Override
        @SuppressWarnings("NullAway") // a null in the file is one in the tree, as everywhere in neutral trees
        public Map<String, Object> plain() {
            var plain = new LinkedHashMap<String, Object>();
            members.forEach(member -> plain.put(member.key, member.value.plain()));
            return plain;
        }

        @Override
        public Optional<Tree> find(List<String> path) {
            return path.isEmpty()
                    ? Optional.of(this)
                    : member(path.getFirst()).flatMap(member -> member.value.find(path.subList(1, path.size())));
        }

        Optional<Member> member(String key) {
            return members.stream().filter(member -> member.key.equals(key)).findFirst();
        }
    }

    /**
     * One member of a mapping.
     *
     * @param position where its key is
     */
    record Member(String key, Position position, Tree value) {}
}

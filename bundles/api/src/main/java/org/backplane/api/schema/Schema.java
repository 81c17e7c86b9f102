package org.backplane.api.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.phase.Phase;

/** What a value may look like. QMP, help, completion, the command line and configuration files all show this. */
public sealed interface Schema {

    /** A simple value. */
    enum Scalar implements Schema {
        STR("str", "string"),
        BOOL("bool", "boolean"),
        INT("int", "integer"),
        NUMBER("number", "number"),
        /** An integer that people may write as {@code 512M}. */
        SIZE("size", "size"),
        /** A string that never reaches a log. */
        SECRET("secret", "string"),
        ANY("any", "any");

        private final String typeName;
        private final String expected;

        Scalar(String typeName, String expected) {
            this.typeName = typeName;
            this.expected = expected;
        }

        /** The name of the type in schemas. */
        public String typeName() {
            return typeName;
        }

        /** The word of error messages, as in {@code expected: boolean}. */
        public String expected() {
            return expected;
        }
    }

    /** An integer with bounds, both allowed. */
    record Bounded(long min, long max) implements Schema {}

    /** One of a closed list of names. */
    record Choice(String name, List<String> values) implements Schema {
        public Choice {
            values = List.copyOf(values);
        }
    }

    record Array(Schema element) implements Schema {}

    /** An object with known members, in the order of positional arguments. */
    record Struct(String name, List<Member> members) implements Schema {
        public Struct {
            members = List.copyOf(members);
        }

        public Optional<Member> member(String name) {
            return members.stream().filter(member -> member.name().equals(name)).findFirst();
        }

        /** The members where arguments are words: those of an inlined object stand in its place, and first. */
        public List<Member> inWords() {
            return Stream.concat(
                            members.stream().flatMap(Struct::inlinedBy),
                            members.stream().filter(member -> !isInlinedObject(member)))
                    .toList();
        }

        private static Stream<Member> inlinedBy(Member member) {
            return isInlinedObject(member) && member.type() instanceof Struct inner
                    ? inner.inWords().stream()
                    : Stream.empty();
        }

        private static boolean isInlinedObject(Member member) {
            return member.inlined() && member.type() instanceof Struct;
        }
    }

    /** A closed union; the member called {@code tag} names the branch. */
    record Variants(String name, String tag, List<Struct> branches) implements Schema {
        public Variants {
            branches = List.copyOf(branches);
        }
    }

    /** Values told apart by their JSON type. */
    record Alternates(String name, List<Schema> choices) implements Schema {
        public Alternates {
            choices = List.copyOf(choices);
        }
    }

    /** An open union; its branches are the services of the given type, named by the member {@code tag}. */
    record Open(String service, String tag) implements Schema {}

    /**
     * One member of an object.
     *
     * @param name its name on the wire
     * @param type what it may be
     * @param optional whether it may be absent
     * @param rest whether it takes the members that nobody else names
     * @param defaultValue what is assumed when it is absent, as written on the command line
     * @param doc one sentence, or empty
     * @param reference what it names, if it names something
     * @param inlined whether its members stand among those around it where arguments are words
     */
    record Member(
            String name,
            Schema type,
            boolean optional,
            boolean rest,
            Optional<String> defaultValue,
            String doc,
            Optional<Reference> reference,
            boolean inlined) {

        /** A member that names nothing. */
        public Member(
                String name, Schema type, boolean optional, boolean rest, Optional<String> defaultValue, String doc) {
            this(name, type, optional, rest, defaultValue, doc, Optional.empty(), false);
        }
    }

    /**
     * What a member names.
     *
     * @param kind the kind of thing, in the words of {@link org.backplane.api.command.Makes}
     * @param service the type of services whose names will do too
     * @param from the phase from which on it has to be there
     */
    record Reference(String kind, Optional<String> service, Phase from) {}
}

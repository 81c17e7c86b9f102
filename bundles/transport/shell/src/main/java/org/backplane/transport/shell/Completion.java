package org.backplane.transport.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/**
 * How a line may go on, from the schema: commands, the names of arguments, the values of enumerations and the names of
 * types, and what exists already.
 */
final class Completion {

    /** Says what exists that a value can name. */
    @FunctionalInterface
    interface Existing {
        List<String> named(String command, String argument);
    }

    /**
     * A word that may stand where the cursor is.
     *
     * @param meaning a sentence, or empty
     * @param finished whether the word can end there
     */
    record Candidate(String word, String meaning, boolean finished) {}

    /**
     * All that may stand there.
     *
     * @param start where the word begins that they complete
     */
    record Candidates(int start, List<Candidate> words) {}

    private final Names names;
    private final Records records;
    private final Existing existing;

    Completion(Commands commands, Records records, Existing existing) {
        names = new Names(commands);
        this.records = records;
        this.existing = existing;
    }

    /** How a line may go on that was typed up to its end. */
    Candidates of(String line) {
        int start = wordStart(line);
        var typed = line.substring(start);
        try {
            var words = candidates(Words.of(line.substring(0, start)), typed)
                    .filter(candidate -> candidate.word().startsWith(typed))
                    .toList();
            return new Candidates(start, words);
        } catch (CommandException e) { // inside quotes, or a wrong line already
            return new Candidates(start, List.of());
        }
    }

    private static int wordStart(String line) {
        int start = line.length();
        while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private Stream<Candidate> candidates(List<Word> before, String typed) {
        if (before.isEmpty()) {
            return Stream.concat(
                    commands(),
                    Stream.of(
                            new Candidate(Names.INFO, "Shows what there is.", true),
                            new Candidate("help", "Explains a command.", true)));
        }
        var first = before.getFirst().text();
        if (before.size() == 1 && first.equals(Names.INFO)) {
            return names.topics().stream().map(topic -> candidate(topic, "query-" + topic));
        } else if (first.equals("help")) {
            return before.size() == 1 ? commands() : Stream.empty();
        }
        return names.find(before)
                .map(named -> arguments(named.command(), before.subList(named.words(), before.size()), typed))
                .orElse(Stream.empty());
    }

    private Stream<Candidate> commands() {
        return names.all().stream().map(name -> candidate(name, name));
    }

    private Candidate candidate(String word, String command) {
        return new Candidate(word, names.find(command).map(CommandInfo::doc).orElse(""), true);
    }

    private Stream<Candidate> arguments(CommandInfo command, List<Word> before, String typed) {
        var given = given(command, before);
        int equals = typed.indexOf('=');
        if (equals > 0) {
            var name = typed.substring(0, equals);
            return member(command.arguments(), given, name).stream()
                    .flatMap(member -> values(command, given, name, member))
                    .map(value -> new Candidate(name + "=" + value, "", true));
        }
        return Stream.concat(
                position(command, given).stream()
                        .flatMap(member -> values(command, given, member.name(), member))
                        .map(value -> new Candidate(value, "", true)),
                named(command.arguments(), given, ""));
    }

    /** The values that were given, by the dotted names of what they are for. */
    private static Map<String, Object> given(CommandInfo command, List<Word> words) {
        var given = new HashMap<String, Object>();
        words.stream().filter(Word::isNamed).forEach(word -> given.put(word.name(), String.valueOf(word.value())));
        for (var word : words) {
            if (!word.isNamed()) {
                position(command, given).ifPresent(member -> given.put(member.name(), word.text()));
            }
        }
        return given;
    }

    private static Optional<Schema.Member> position(CommandInfo command, Map<String, Object> given) {
        return command.arguments().members().stream()
                .filter(member -> !member.rest() && !given.containsKey(member.name()))
                .findFirst();
    }

    /** The names of members that were not given, with their equals signs; those of an inner object with its name. */
    private Stream<Candidate> named(Schema.Struct struct, Map<String, Object> given, String prefix) {
        return Members.of(struct, inside(given, prefix), records).orElse(plain(struct)).stream()
                .filter(member -> !given.containsKey(prefix + member.name()))
                .flatMap(member -> inner(struct, member, inside(given, prefix))
                        .map(inner -> named(inner, given, prefix + member.name() + "."))
                        .orElseGet(() -> Stream.of(new Candidate(prefix + member.name() + "=", member.doc(), false))));
    }

    private static List<Schema.Member> plain(Schema.Struct struct) {
        return struct.members().stream().filter(member -> !member.rest()).toList();
    }

    private Optional<Schema.Struct> inner(Schema.Struct struct, Schema.Member member, Map<String, Object> given) {
        return switch (member.type()) {
            case Schema.Struct inner -> Optional.of(inner);
            case Schema.Open union
            when struct.member(union.tag()).isPresent() ->
                Optional.ofNullable(given.get(union.tag()))
                        .map(tag -> records.branches(union).get(tag));
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> inside(Map<String, Object> given, String prefix) {
        var inside = new HashMap<String, Object>();
        given.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                inside.put(name.substring(prefix.length()), value);
            }
        });
        return inside;
    }

    private Optional<Schema.Member> member(Schema.Struct struct, Map<String, Object> given, String name) {
        int dot = name.indexOf('.');
        var first = dot < 0 ? name : name.substring(0, dot);
        var members = Members.of(struct, given, records).orElse(plain(struct));
        var found =
                members.stream().filter(member -> member.name().equals(first)).findFirst();
        return dot < 0
                ? found
                : found.flatMap(member -> inner(struct, member, given))
                        .flatMap(inner -> member(inner, inside(given, first + "."), name.substring(dot + 1)));
    }

    private Stream<String> values(CommandInfo command, Map<String, Object> given, String path, Schema.Member member) {
        return switch (member.type()) {
            case Schema.Choice choice -> choice.values().stream();
            case Schema.Scalar scalar when scalar == Schema.Scalar.BOOL -> Stream.of("on", "off");
            case Schema.Scalar scalar
            when scalar == Schema.Scalar.STR ->
                Stream.concat(
                        tags(command.arguments(), given, path).stream(),
                        existing.named(command.name(), member.name()).stream());
            default -> Stream.empty();
        };
    }

    /** What a tag of an open union may be. */
    private List<String> tags(Schema.Struct struct, Map<String, Object> given, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Members.tags(struct, path, records);
        }
        var all = new ArrayList<String>();
        member(struct, given, path.substring(0, dot))
                .flatMap(member -> inner(struct, member, given))
                .ifPresent(inner ->
                        all.addAll(tags(inner, inside(given, path.substring(0, dot + 1)), path.substring(dot + 1))));
        return all;
    }
}

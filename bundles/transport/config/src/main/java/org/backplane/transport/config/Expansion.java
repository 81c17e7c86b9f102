package org.backplane.transport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;
import org.backplane.api.config.Section;
import org.backplane.api.schema.Records;
import org.backplane.transport.config.Tree.Mapping;
import org.backplane.transport.config.Tree.Member;
import org.backplane.transport.config.Tree.Scalar;
import org.backplane.transport.config.Tree.Sequence;

/** Turns the body of a file into commands: each key is the name of a command or of a section. */
final class Expansion {
    /** Who knows the names. */
    record Registry(Commands commands, Sections sections, Records records) {}

    private final Registry registry;
    private final Path directory;
    private final int depth;
    private final Problems problems;
    private final List<Request> requests = new ArrayList<>();
    /** How many items each section has had. */
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * Prepares to expand one file.
     *
     * @param directory the file's
     * @param depth how many files load one another up to this one
     * @param problems takes what is wrong
     */
    Expansion(Registry registry, Path directory, int depth, Problems problems) {
        this.registry = registry;
        this.directory = directory;
        this.depth = depth;
        this.problems = problems;
    }

    /** The commands of a file, as far as it is well formed. */
    List<Request> expand(Tree body) {
        switch (body) {
            case Mapping mapping -> mapping.members().forEach(this::entry);
            case Sequence sequence -> sequence.items().forEach(this::single);
            case Scalar scalar when scalar.value() == null -> {}
            case Scalar scalar -> problems.add(scalar.position().error("expected 'NAME: ARGUMENTS'"));
        }
        return requests;
    }

    private void single(Tree item) {
        if (item instanceof Mapping mapping && mapping.members().size() == 1) {
            entry(mapping.members().getFirst());
        } else {
            problems.add(item.position().error("expected one 'NAME: ARGUMENTS' in each item"));
        }
    }

    private void entry(Member entry) {
        problems.attempt(() -> {
            var command = registry.commands.command(entry.key());
            if (command.isPresent()) {
                items(entry).forEach(item -> command(command.get(), entry, item));
                return;
            }
            var section = registry.sections.find(entry.key()).orElseThrow(() -> unknown(entry));
            items(entry).forEach(item -> problems.attempt(() -> section(section, entry, item)));
        });
    }

    private CommandException unknown(Member entry) {
        var sections = registry.sections.names();
        var names = new TreeSet<>(registry.commands.names());
        names.addAll(sections);
        var hint = Nearest.to(entry.key(), names)
                .map("; did you mean '%s'?"::formatted)
                .orElse("; sections are %s".formatted(String.join(", ", sections)));
        return entry.position()
                .error(
                        entry.key().equals("parameters") || entry.key().equals("extends")
                                ? "'%s' ends with a line '---', and the commands follow".formatted(entry.key())
                                : "there is no command or section '%s'%s".formatted(entry.key(), hint));
    }

    private static List<Tree> items(Member entry) {
        return entry.value() instanceof Sequence sequence ? sequence.items() : List.of(entry.value());
    }

    private void command(CommandInfo command, Member entry, Tree item) {
        var first = command.arguments().members().stream().findFirst().map(member -> member.name());
        var arguments = arguments(item, first.orElse(""));
        requests.add(request(command.name(), arguments, Form.TYPED, entry, item));
    }

    private <A extends Record> void section(Section<A> section, Member entry, Tree item) {
        int index = counts.merge(entry.key(), 1, Integer::sum) - 1;
        var type = recordOf(section);
        var members = registry.records.schema(type).members();
        var tree = arguments(item, members.isEmpty() ? "" : members.getFirst().name());
        List<Request> expanded;
        try {
            expanded = section.expand(registry.records.bind(type, tree, Form.TYPED), index);
        } catch (CommandException e) {
            throw e.at(place(entry, item, tree));
        }
        for (var request : expanded) {
            requests.add(request(request.command(), request.arguments(), request.form(), entry, item));
        }
    }

    @SuppressWarnings("unchecked") // it is what the section's class says of itself
    private static <A extends Record> Class<A> recordOf(Section<A> section) {
        return (Class<A>) Records.propertiesOf(section, Section.class);
    }

    /** An item's members; a bare scalar is the first of them. */
    private static Map<String, Object> arguments(Tree item, String first) {
        return switch (item) {
            case Mapping mapping -> mapping.plain();
            case Scalar scalar when scalar.value() == null -> Map.of();
            case Scalar scalar when !first.isEmpty() -> Map.of(first, Objects.requireNonNull(scalar.value()));
            case Scalar scalar -> throw scalar.position().error("this command takes no arguments");
            case Sequence sequence -> throw sequence.position().error("there is a list in the list");
        };
    }

    private Request request(String name, Map<String, Object> arguments, Form form, Member entry, Tree item) {
        return new Request(name, arguments, form, place(entry, item, arguments));
    }

    private ItemPlace place(Member entry, Tree item, Map<String, Object> arguments) {
        var command = entry.value() instanceof Sequence ? item.position() : entry.position();
        return new ItemPlace(command, item, arguments, directory, depth);
    }
}

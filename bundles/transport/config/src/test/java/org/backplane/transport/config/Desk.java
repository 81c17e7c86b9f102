package org.backplane.transport.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.config.Section;
import org.backplane.api.schema.Schema;
import org.backplane.testkit.FakeTypes;

/** A directory with configuration files, another with shipped ones, and the commands and sections that there are. */
final class Desk {
    static final Place WORD = new Place() {
        @Override
        public String explain(List<String> path, String message) {
            return "the line: " + message;
        }
    };

    final Path directory;
    final Path shipped;
    private final TreeMap<String, Section<?>> sections = new TreeMap<>(Map.of(
            "machine", new MachineSection(),
            "consoles", new ConsolesSection(),
            "disks", new DisksSection(),
            "devices", new DevicesSection()));

    Desk(Path temporary) {
        directory = temporary.resolve("here");
        shipped = temporary.resolve("config");
        try {
            Files.createDirectories(directory);
            Files.createDirectories(shipped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file; returns its name as a user may give it. */
    String file(String name, String text) {
        return write(directory.resolve(name), text);
    }

    /** Writes a shipped file. */
    void ship(String name, String text) {
        write(shipped.resolve(name), text);
    }

    private static String write(Path file, String text) {
        try {
            Files.writeString(file, text);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigFiles files() {
        return new ConfigFiles(
                new SearchPath(Optional.of(shipped)),
                new Expansion.Registry(commands(), sections(), new FakeRecords()),
                new FakeTypes());
    }

    Commands commands() {
        return new FakeCommands();
    }

    Sections sections() {
        return new FakeSections();
    }

    /** The commands that a text comes to. */
    List<Request> load(String text, Map<String, Object> parameters) {
        var loaded = files().load(file("test.yaml", text), parameters, WORD);
        Problems.throwAny(loaded.problems());
        return loaded.requests();
    }

    /** The arguments of the only command that a text comes to. */
    Map<String, Object> arguments(String text, Map<String, Object> parameters) {
        return FakeRecords.only(load(text, parameters)).arguments();
    }

    /** What is wrong with a text; file names are without directories. */
    String refusal(String text, Map<String, Object> parameters) {
        try {
            load(text, parameters);
        } catch (CommandException e) {
            return shortened(e.message());
        }
        throw new AssertionError("it was accepted");
    }

    String shortened(String message) {
        return message.replace(directory + "/", "").replace(shipped + "/", "config/");
    }

    /** A command called {@code run} that takes anything, and those that the sections name. */
    private static final class FakeCommands implements Commands {
        private static final Set<String> NAMES = Set.of("run", "config-load", "stop");

        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(NAMES);
        }

        @Override
        public Optional<CommandInfo> command(String name) {
            var first = new Schema.Member("value", Schema.Scalar.ANY, true, false, Optional.empty(), "");
            var members = name.equals("stop") ? List.<Schema.Member>of() : List.of(first);
            return NAMES.contains(name)
                    ? Optional.of(new CommandInfo(
                            name,
                            "",
                            new Schema.Struct("Arguments", members),
                            Schema.Scalar.ANY,
                            Set.of(),
                            Optional.empty(),
                            Role.OPERATOR,
                            List.of()))
                    : Optional.empty();
        }

        @Override
        public Optional<CommandInfo> option(String option) {
            return Optional.empty();
        }

        @Override
        public List<CommandInfo> options() {
            return List.of();
        }
    }

    private final class FakeSections implements Sections {
        @Override
        public SortedSet<String> names() {
            return sections.navigableKeySet();
        }

        @Override
        public Optional<Section<?>> find(String name) {
            return Optional.ofNullable(sections.get(name));
        }
    }
}

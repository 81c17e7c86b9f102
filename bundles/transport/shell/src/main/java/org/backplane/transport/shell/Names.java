package org.backplane.transport.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;

/**
 * What commands are called in a line: by their names, with dashes for underscores or the reverse, by the short names
 * that QEMU's monitor has for some, and {@code info X} for {@code query-X}.
 */
final class Names {
    static final String INFO = "info";

    private static final String QUERY = "query-";
    private static final Map<String, String> SHORT = Map.of("q", "quit", "c", "cont", "s", "stop");

    private final Commands commands;

    Names(Commands commands) {
        this.commands = commands;
    }

    /**
     * A command that a line names.
     *
     * @param words how many words its name takes
     */
    record Named(CommandInfo command, int words) {}

    /** The command that a line begins with; empty if there is none of that name. */
    Optional<Named> find(List<Word> line) {
        var first = line.getFirst().text();
        if (first.equals(INFO) && line.size() > 1) {
            return find(QUERY + line.get(1).text()).map(command -> new Named(command, 2));
        }
        return find(first).map(command -> new Named(command, 1));
    }

    /** The command of that name. */
    Optional<CommandInfo> find(String name) {
        return commands.command(name)
                .or(() -> commands.command(name.replace('_', '-')))
                .or(() -> commands.command(name.replace('-', '_')))
                .or(() -> Optional.ofNullable(SHORT.get(name)).flatMap(commands::command));
    }

    /** The names of all commands. */
    SortedSet<String> all() {
        return commands.names();
    }

    /** What may stand behind {@code info}. */
    SortedSet<String> topics() {
        return commands.names().stream()
                .filter(name -> name.startsWith(QUERY))
                .map(name -> name.substring(QUERY.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Says that a line names no command, and what may have been meant. */
    String unknown(List<Word> line) {
        var first = line.getFirst().text();
        if (first.equals(INFO) && line.size() > 1) {
            var topic = line.get(1).text();
            return "unknown command: 'info %s'%s".formatted(topic, Nearest.hint(topic, topics()));
        }
        return "unknown command: '%s'%s".formatted(first, Nearest.hint(first, all()));
    }
}

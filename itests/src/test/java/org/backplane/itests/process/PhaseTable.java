package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What is meant to be: in which phases each command may be given, and where it leads. */
final class PhaseTable {
    static final Path FILE =
            Path.of(System.getProperty("backplane.golden.file")).resolveSibling("command-phases.txt");

    private record Rule(List<Boolean> allowed, String leadsTo) {}

    private final List<String> phases;
    private final TreeMap<String, Rule> rules = new TreeMap<>();

    private PhaseTable(List<String> phases) {
        this.phases = phases;
    }

    /** The first line names the phases; then each has a command, x or - for each phase, and where it leads or -. */
    static PhaseTable read() throws IOException {
        var lines = Files.readAllLines(FILE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> List.of(line.strip().split("\\s+")))
                .toList();
        var table = new PhaseTable(lines.getFirst());
        lines.subList(1, lines.size()).forEach(table::add);
        return table;
    }

    private void add(List<String> words) {
        assertEquals(phases.size() + 2, words.size(), words::toString);
        var allowed = words.subList(1, phases.size() + 1).stream()
                .map(word -> word.equals("x"))
                .toList();
        rules.put(words.getFirst(), new Rule(allowed, words.getLast()));
    }

    /** All commands, sorted. */
    Set<String> commands() {
        return rules.keySet();
    }

    boolean allows(String command, String phase) {
        return rule(command).allowed.get(phases.indexOf(phase));
    }

    /** Where a command that succeeds leads: never back, but for the one that destroys the machine. */
    String target(String command, String from) {
        var to = rule(command).leadsTo;
        boolean stays = to.equals("-") || (!to.equals("no-machine") && phases.indexOf(to) < phases.indexOf(from));
        return stays ? from : to;
    }

    private Rule rule(String command) {
        return Objects.requireNonNull(rules.get(command));
    }
}

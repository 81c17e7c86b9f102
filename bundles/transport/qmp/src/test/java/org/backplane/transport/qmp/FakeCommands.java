package org.backplane.transport.qmp;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;

/** Commands of which only the names are known. */
record FakeCommands(List<String> known) implements Commands {
    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(known);
    }

    @Override
    public Optional<CommandInfo> command(String name) {
        return Optional.empty();
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

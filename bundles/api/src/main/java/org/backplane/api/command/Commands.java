package org.backplane.api.command;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.osgi.annotation.versioning.ProviderType;

/** The commands that are there at this moment. Safe to ask from any thread. */
@ProviderType
public interface Commands {

    /** The names of all commands; no command's class is loaded for it. */
    SortedSet<String> names();

    /** What a command looks like; empty if there is none of that name. */
    Optional<CommandInfo> command(String name);

    /**
     * The command that the command line knows under an option, given without dashes. Its bundle may have to be started yet,
     * which is done when it runs.
     */
    Optional<CommandInfo> option(String option);

    /** All commands that are options of the command line, also those of bundles that are not started. */
    List<CommandInfo> options();
}

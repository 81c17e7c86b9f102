package org.backplane.core.commands.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Transcripts;
import org.backplane.api.command.Transcripts.Language;
import org.backplane.api.phase.Phase;
import org.backplane.core.journal.Journal;
import org.backplane.core.loop.Phases;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes down the commands that make what there is now. */
@Component
@CommandName("config-save")
@Doc("Writes down the commands that make what there is now: the machine, and what was added to it.")
public final class ConfigSave implements Command<ConfigSave.Arguments, CompletionStage<ConfigSave.SavedConfig>> {

    public record Arguments(
            @Doc("A configuration file, a script of QMP, or a command line") @Default("config")
            Language format,

            @Doc("File to write it to, in place of what is there; a new file is for its owner only")
            Optional<String> file) {}

    public record SavedConfig(@Doc("What was written") String text) {}

    private final Journal journal;
    private final Transcripts transcripts;
    private final Phases phases;

    @Activate
    public ConfigSave(@Reference Journal journal, @Reference Transcripts transcripts, @Reference Phases phases) {
        this.journal = journal;
        this.transcripts = transcripts;
        this.phases = phases;
    }

    @Override
    public CompletionStage<ConfigSave.SavedConfig> run(ConfigSave.Arguments arguments, Call call) {
        boolean isBuilt = phases.phase().compareTo(Phase.MACHINE_INITIALIZED) >= 0;
        var text = transcripts.write(journal.makings(), arguments.format, List.of(isBuilt ? "-S" : "--preconfig"));
        return CompletableFuture.supplyAsync(() -> {
            arguments.file.ifPresent(file -> write(file, text));
            return new SavedConfig(text);
        });
    }

    /** Whoever reads the file meanwhile reads either the old or the new text. */
    private static void write(String file, String text) {
        try {
            var target = Path.of(file).toAbsolutePath();
            var directory = Optional.ofNullable(target.getParent()).orElse(target);
            var made = Files.createTempFile(directory, ".config", null);
            try {
                Files.writeString(made, text);
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException | InvalidPathException e) {
            throw CommandException.failed("Could not write '%s': %s".formatted(file, e), e);
        }
    }
}

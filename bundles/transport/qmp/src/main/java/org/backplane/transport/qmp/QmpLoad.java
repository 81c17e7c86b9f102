package org.backplane.transport.qmp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Composite;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** Runs the commands of a QMP script in its own place: all of them, or none. */
@Component(service = Command.class)
@CommandName("qmp-load")
@Doc("Runs the commands of a QMP script.")
@CliOption("qmp-script")
@LeastRole(Role.OWNER)
public final class QmpLoad
        implements Command<QmpLoad.Arguments, CompletionStage<Command.Done>>, Composite<QmpLoad.Arguments> {

    public record Arguments(
            @Doc("A file of QMP messages, as a client sends them")
            String file) {}

    @Override
    public CompletionStage<Command.Done> run(Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> checked(arguments, call), QmpLoad::start)
                .thenCompose(call::inject)
                .thenApply(_ -> Done.DONE);
    }

    /** A file may be slow, or a pipe. */
    private static void start(Runnable work) {
        Thread.ofPlatform().name("qmp-load").daemon().start(work);
    }

    private List<Request> checked(Arguments arguments, Call call) {
        var parts = parts(arguments, call.place());
        var wrong = call.check(parts);
        if (!wrong.isEmpty()) {
            throw new CommandException(wrong.getFirst().kind(), messages(wrong)).at(Place.NONE);
        }
        return parts.requests();
    }

    private static String messages(List<CommandException> wrong) {
        return String.join("\n", wrong.stream().map(CommandException::message).toList());
    }

    @Override
    public Parts parts(Arguments arguments, Place place) {
        return new Script(new ScriptText(arguments.file, read(arguments.file))).parts();
    }

    private static byte[] read(String name) {
        try (var in = Files.newInputStream(Path.of(name))) {
            var bytes = in.readNBytes(Framer.MAX_SIZE + 1);
            if (bytes.length > Framer.MAX_SIZE) {
                throw cannotOpen(name, "it is longer than 64 MiB");
            }
            return bytes;
        } catch (InvalidPathException | NoSuchFileException e) {
            throw cannotOpen(name, "No such file or directory");
        } catch (AccessDeniedException e) {
            throw cannotOpen(name, "Permission denied");
        } catch (IOException e) {
            throw cannotOpen(name, String.valueOf(e.getMessage()));
        }
    }

    private static CommandException cannotOpen(String name, String reason) {
        return CommandException.badArgument("file", "Could not open '%s': %s".formatted(name, reason));
    }
}

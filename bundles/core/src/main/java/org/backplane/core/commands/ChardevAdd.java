package org.backplane.core.commands;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Inline;
import org.backplane.api.VariantsOf;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.core.board.Chardevs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a character device, the host end of a serial line. */
@Component
@CommandName("chardev-add")
@Doc("Opens a character device, the host end of a serial line.")
@Makes(value = "chardev", by = "id")
@CliOption("chardev")
public final class ChardevAdd implements Command<ChardevAdd.Arguments, CompletionStage<ChardevAdd.ChardevReturn>> {

    public record Arguments(
            @Doc("Name of the new character device") String id,
            @Doc("What is behind it") @Inline ChardevBackend backend) {}

    public record ChardevBackend(
            @Doc("Type of character device") String type,

            @Doc("Properties of that type") @Inline @Default("{}") @VariantsOf(value = ChardevType.class, tag = "type")
            Map<String, Object> data) {}

    public record ChardevReturn(
            @Doc("Name of the pseudo terminal, where there is one")
            Optional<String> pty) {}

    private final Chardevs chardevs;

    @Activate
    public ChardevAdd(@Reference Chardevs chardevs) {
        this.chardevs = chardevs;
    }

    @Override
    public CompletionStage<ChardevAdd.ChardevReturn> run(ChardevAdd.Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> {
            var pty = chardevs.add(arguments.id, arguments.backend.type, arguments.backend.data);
            call.undo(() -> chardevs.remove(arguments.id));
            return new ChardevReturn(pty);
        });
    }
}

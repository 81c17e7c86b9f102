package org.backplane.core.commands;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.RefersTo;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.api.phase.Phase;
import org.backplane.core.board.Chardevs;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Connects the next serial line of the machine to a character device. */
@Component
@CommandName("serial-add")
@Doc("Connects the next serial line of the machine to a character device.")
@Makes(value = "serial", by = "chardev")
@CliOption("serial")
@AllowedIn({Phase.NO_MACHINE, Phase.MACHINE_CREATED, Phase.ACCEL_CREATED, Phase.LATE_BACKENDS_CREATED})
public final class SerialAdd implements Command<SerialAdd.Arguments, CompletionStage<Command.Done>> {

    public record Arguments(
            @Doc("A character device, or a type of them that needs no properties")
            @RefersTo(value = "chardev", orTypeOf = ChardevType.class)
            String chardev) {}

    private final Chardevs chardevs;
    private final Catalog catalog;

    @Activate
    public SerialAdd(@Reference Chardevs chardevs, @Reference Catalog catalog) {
        this.chardevs = chardevs;
        this.catalog = catalog;
    }

    @Override
    public CompletionStage<Command.Done> run(SerialAdd.Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> {
            if (!chardevs.names().contains(arguments.chardev)
                    && catalog.names(ChardevType.class).contains(arguments.chardev)) {
                chardevs.add(arguments.chardev, arguments.chardev, Map.of());
                call.undo(() -> chardevs.remove(arguments.chardev));
            }
            chardevs.addSerial(arguments.chardev);
            call.undo(() -> chardevs.removeSerial(arguments.chardev));
            return Done.DONE;
        });
    }
}

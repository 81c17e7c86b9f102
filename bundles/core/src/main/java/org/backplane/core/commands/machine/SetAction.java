package org.backplane.core.commands.machine;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.core.board.Actions;
import org.backplane.core.board.Actions.PanicAction;
import org.backplane.core.board.Actions.RebootAction;
import org.backplane.core.board.Actions.ShutdownAction;
import org.backplane.core.board.Actions.WatchdogAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Chooses what is done when the guest resets itself, switches itself off, or gives up. */
@Component
@CommandName("set-action")
@Doc("Chooses what is done when the guest resets itself, switches itself off, or gives up.")
@CliOption("action")
public final class SetAction implements Command<SetAction.Arguments, Command.Done> {
    public record Arguments(
            @Doc("When it is reset") Optional<RebootAction> reboot,
            @Doc("When it switches itself off") Optional<ShutdownAction> shutdown,
            @Doc("When it has given up") Optional<PanicAction> panic,

            @Doc("When its watchdog is not fed; no machine has one yet")
            Optional<WatchdogAction> watchdog) {}

    private final Actions actions;

    @Activate
    public SetAction(@Reference Actions actions) {
        this.actions = actions;
    }

    @Override
    public Command.Done run(SetAction.Arguments arguments, Call call) {
        var before = actions.chosen();
        actions.choose(new Actions.Chosen(
                arguments.reboot.orElse(before.reboot()),
                arguments.shutdown.orElse(before.shutdown()),
                arguments.panic.orElse(before.panic()),
                arguments.watchdog.orElse(before.watchdog())));
        call.undo(() -> actions.choose(before));
        return Done.DONE;
    }
}

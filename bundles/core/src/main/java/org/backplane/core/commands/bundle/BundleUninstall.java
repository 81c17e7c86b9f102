package org.backplane.core.commands.bundle;

import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.bundle.Bundles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes a bundle that is not in use. */
@Component
@CommandName("bundle-uninstall")
@Doc("Removes a bundle that is not in use.")
@LeastRole(Role.OWNER)
public final class BundleUninstall implements Command<BundleUninstall.Arguments, CompletionStage<Command.Done>> {
    public record Arguments(
            @Doc("Symbolic name of the bundle") String name) {}

    private final Bundles bundles;

    @Activate
    public BundleUninstall(@Reference Bundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public CompletionStage<Command.Done> run(BundleUninstall.Arguments arguments, Call call) {
        return bundles.uninstall(arguments.name).thenApply(_ -> Done.DONE);
    }
}

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

/** Replaces a bundle by another version of it, whose devices and back ends take over while the machine runs. */
@Component
@CommandName("bundle-update")
@Doc("Replaces a bundle by another version of it, whose devices and back ends take over while the machine runs.")
@LeastRole(Role.OWNER)
public final class BundleUpdate implements Command<BundleUpdate.Arguments, CompletionStage<Bundles.BundleUpdate>> {
    public record Arguments(@Doc("Jar of the bundle") String file) {}

    private final Bundles bundles;

    @Activate
    public BundleUpdate(@Reference Bundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public CompletionStage<Bundles.BundleUpdate> run(BundleUpdate.Arguments arguments, Call call) {
        return bundles.update(arguments.file);
    }
}

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

/** Installs a bundle from a jar, and starts it. */
@Component
@CommandName("bundle-install")
@Doc("Installs a bundle from a jar, and starts it.")
@LeastRole(Role.OWNER)
public final class BundleInstall implements Command<BundleInstall.Arguments, CompletionStage<Bundles.BundleInfo>> {
    public record Arguments(@Doc("Jar of the bundle") String file) {}

    private final Bundles bundles;

    @Activate
    public BundleInstall(@Reference Bundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public CompletionStage<Bundles.BundleInfo> run(BundleInstall.Arguments arguments, Call call) {
        return bundles.install(arguments.file);
    }
}

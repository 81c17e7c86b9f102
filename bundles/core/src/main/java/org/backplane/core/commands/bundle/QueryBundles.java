package org.backplane.core.commands.bundle;

import java.util.List;
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

/** The bundles that are installed. */
@Component
@CommandName("query-bundles")
@Doc("The bundles that are installed.")
@LeastRole(Role.OBSERVER)
public final class QueryBundles implements Command<Command.None, List<Bundles.BundleInfo>> {

    private final Bundles bundles;

    @Activate
    public QueryBundles(@Reference Bundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public List<Bundles.BundleInfo> run(Command.None arguments, Call call) {
        return bundles.all();
    }
}

package org.backplane.core.commands;

import java.util.Objects;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The version of QEMU that is matched, and our own. */
@Component
@CommandName("query-version")
@Doc("The version of QEMU that is matched, and our own.")
@LeastRole(Role.OBSERVER)
public final class QueryVersion implements Command<Command.None, QueryVersion.VersionInfo> {

    @Name("VersionInfo")
    public record VersionInfo(
            @Doc("The version of QEMU whose interface this is")
            VersionTriple qemu,

            @Name("package") @Doc("Our own name and version")
            String packageName) {}

    public record VersionTriple(long major, long minor, long micro) {}

    private final String version;

    @Activate
    public QueryVersion(BundleContext context) {
        version = Objects.requireNonNullElse(context.getProperty("backplane.version"), "");
    }

    @Override
    public QueryVersion.VersionInfo run(Command.None arguments, Call call) {
        return new VersionInfo(new VersionTriple(7, 2, 0), "Backplane " + version);
    }
}

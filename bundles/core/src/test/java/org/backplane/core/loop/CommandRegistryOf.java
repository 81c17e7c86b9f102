package org.backplane.core.loop;

import java.util.Map;
import org.backplane.api.command.Command;
import org.backplane.api.command.Commands;
import org.backplane.core.FakeRegistry;
import org.osgi.framework.ServiceReference;

/** Makes registries of commands for tests of other packages. */
public final class CommandRegistryOf {
    private CommandRegistryOf() {}

    /** Commands by their names, each an option of that name. */
    public static Commands options(FakeRegistry services, Map<String, Command<?, ?>> commands) {
        var registry = new CommandRegistry(services.context(), services.repository());
        commands.forEach((name, command) -> registry.addCommand(reference(services, name, command)));
        return registry;
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<Command<?, ?>> reference(
            FakeRegistry services, String name, Command<?, ?> command) {
        return (ServiceReference<Command<?, ?>>) services.register(
                Command.class, Map.of("backplane.command.name", name, "backplane.cli.option", name), command);
    }
}

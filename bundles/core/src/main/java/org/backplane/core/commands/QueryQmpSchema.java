package org.backplane.core.commands;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.EventCatalog;
import org.backplane.core.schema.Introspection;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * What all commands and events look like at this moment, in the form of QEMU's SchemaInfo. To find out takes its time,
 * so it is done beside the main loop, and not again before a service or bundle has come or gone.
 */
@Component
@CommandName("query-qmp-schema")
@Doc("What all commands and events take and answer.")
@LeastRole(Role.OBSERVER)
public final class QueryQmpSchema implements Command<Command.None, CompletionStage<List<Map<String, Object>>>> {
    /** What was found out, and how many changes there had been by then. */
    private record Known(int changes, List<Map<String, Object>> infos) {}

    private final BundleContext context;
    private final ServiceListener onService = _ -> changed();
    private final BundleListener onBundle = _ -> changed();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Known known = new Known(-1, List.of());

    private final Commands commands;
    private final EventCatalog events;
    private final Catalog catalog;

    @Activate
    public QueryQmpSchema(
            BundleContext context,
            @Reference Commands commands,
            @Reference EventCatalog events,
            @Reference Catalog catalog) {
        this.context = context;
        this.commands = commands;
        this.events = events;
        this.catalog = catalog;
        context.addServiceListener(onService);
        context.addBundleListener(onBundle);
    }

    @Deactivate
    void close() {
        context.removeServiceListener(onService);
        context.removeBundleListener(onBundle);
    }

    private void changed() {
        changes.incrementAndGet();
    }

    @Override
    public CompletionStage<List<Map<String, Object>>> run(Command.None arguments, Call call) {
        var last = known;
        return last.changes == changes.get()
                ? CompletableFuture.completedStage(last.infos)
                : CompletableFuture.supplyAsync(this::findOut);
    }

    private List<Map<String, Object>> findOut() {
        int before = changes.get();
        var infos = describe();
        known = new Known(before, infos);
        return infos;
    }

    private List<Map<String, Object>> describe() {
        var introspection = new Introspection(catalog::branches);
        commands.names().stream()
                .flatMap(name -> commands.command(name).stream())
                .forEach(introspection::add);
        events.events().forEach(introspection::add);
        return introspection.infos();
    }
}

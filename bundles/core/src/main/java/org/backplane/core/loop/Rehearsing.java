package org.backplane.core.loop;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Rehearsal;
import org.backplane.api.command.Rehearsals;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Checks commands without running them, from what there is at that moment. */
@Component(immediate = true)
public final class Rehearsing implements Rehearsals {
    private final MainLoop loop;
    private final CommandRegistry commands;
    private final Phases phases;
    private final Catalog catalog;
    private final Collection<Keeper> keepers = new CopyOnWriteArrayList<>();

    @Activate
    public Rehearsing(
            @Reference MainLoop loop,
            @Reference CommandRegistry commands,
            @Reference Phases phases,
            @Reference Catalog catalog) {
        this.loop = loop;
        this.commands = commands;
        this.phases = phases;
        this.catalog = catalog;
        loop.checker(this::check);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addKeeper(Keeper keeper) {
        keepers.add(keeper);
    }

    void removeKeeper(Keeper keeper) {
        keepers.remove(keeper);
    }

    @Override
    public Rehearsal begin() {
        return dryRun(true);
    }

    private DryRun dryRun(boolean isThorough) {
        return loop.call(() -> new DryRun(commands, catalog, phases.phase(), new Things(keepers), isThorough));
    }

    /** What runs right afterwards tells itself what only it can tell. */
    private List<CommandException> check(Composite.Parts parts) {
        var dryRun = dryRun(false);
        dryRun.add(parts);
        return dryRun.errors();
    }
}

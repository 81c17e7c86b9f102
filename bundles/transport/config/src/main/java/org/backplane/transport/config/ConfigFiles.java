package org.backplane.transport.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Place;
import org.backplane.api.config.Configuration;
import org.backplane.api.config.Configurations;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Types;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads configuration files. Those that are shipped are in the directory that the framework property
 * {@code backplane.config} names.
 */
@Component(service = {ConfigFiles.class, Configurations.class})
public final class ConfigFiles implements Configurations {
    private static final String SHIPPED = "backplane.config";

    private final SearchPath searchPath;
    private final Expansion.Registry registry;
    private final Types types;

    @Activate
    public ConfigFiles(
            BundleContext context, @Reference Commands commands, @Reference Records records, @Reference Types types) {
        this(
                new SearchPath(Optional.ofNullable(context.getProperty(SHIPPED)).map(Path::of)),
                new Expansion.Registry(commands, new SectionRegistry(types), records),
                types);
    }

    ConfigFiles(SearchPath searchPath, Expansion.Registry registry, Types types) {
        this.searchPath = searchPath;
        this.registry = registry;
        this.types = types;
    }

    @Override
    public Configuration describe(String file) {
        var source = open(file, Optional.empty());
        var parameters = Lineage.of(source, searchPath).parameters();
        return new Configuration(source.name(), parameters.doc(), parameters.list());
    }

    @Override
    public Map<String, Object> schema() {
        return types.assemble(() -> new FileSchema(registry).tree());
    }

    /**
     * Reads a file, renders it and expands it to commands.
     *
     * @param given the parameters
     * @param place where it is asked for
     * @throws CommandException if it cannot be read at all
     */
    Composite.Parts load(String file, Map<String, Object> given, Place place) {
        var by = place instanceof ItemPlace item ? Optional.of(item) : Optional.<ItemPlace>empty();
        var source = open(file, by.map(ItemPlace::directory));
        var lineage = Lineage.of(source, searchPath);
        var parameters = lineage.parameters();
        var values = parameters.values(given, place);
        var problems = new Problems();
        var expansion = new Expansion(
                registry, source.directory(), by.map(item -> item.depth() + 1).orElse(0), problems);
        var requests = lineage.files().stream()
                .flatMap(config -> config.body(values, parameters.names(), searchPath).stream())
                .reduce(Overlay::body)
                .map(expansion::expand)
                .orElse(List.of());
        return new Composite.Parts(requests, problems.placed(place));
    }

    private Source open(String file, Optional<Path> from) {
        try {
            return searchPath.open(file, from);
        } catch (IOException e) {
            throw CommandException.badArgument("file", "Could not open '%s': %s".formatted(file, e.getMessage()));
        }
    }
}

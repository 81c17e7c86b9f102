package org.backplane.core.repository;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * A bundle that can be had.
 *
 * @param jar its file
 * @param resource what it has and needs
 */
record Candidate(Path jar, String name, Version version, Resource resource) {
    private static final String COMMANDS = "backplane.command";
    private static final String OPTIONS = "backplane.cli.option";

    /**
     * A bundle by the headers of its manifest.
     *
     * @throws BundleException if they cannot be understood
     */
    static Candidate of(Path jar, Attributes manifest) throws BundleException {
        var headers = new HashMap<String, String>();
        manifest.forEach((header, value) -> headers.put(header.toString(), (String) value));
        return new Candidate(
                jar,
                Jar.symbolicName(Objects.requireNonNull(headers.get(Constants.BUNDLE_SYMBOLICNAME))),
                Version.parseVersion(headers.get(Constants.BUNDLE_VERSION)),
                ResourceBuilder.build(jar.toUri().toString(), headers));
    }

    /**
     * Its jar as it is now.
     *
     * @throws CommandException if it has gone
     */
    Jar read() {
        return Jar.read(jar.toString());
    }

    /** Its jar, which the framework knows. */
    Jar connected() {
        return new Jar(name, version.toString(), jar.toUri().toString(), null);
    }

    /** The names that it offers in a namespace, as {@code backplane.device}. */
    Stream<String> names(String namespace) {
        return resource.getCapabilities(namespace).stream()
                .map(capability -> capability.getAttributes().get("name"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    /** The class of the service that it offers under a name, if its manifest says so. */
    Optional<String> serviceClass(String namespace, String name) {
        return resource.getCapabilities(namespace).stream()
                .filter(capability -> name.equals(capability.getAttributes().get("name")))
                .map(capability -> capability.getAttributes().get("class"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst();
    }

    /** The commands that it offers as options of the command line, if its manifest says so. */
    List<CommandOption> options() {
        return resource.getCapabilities(OPTIONS).stream()
                .flatMap(option -> command(option).stream()
                        .map(command -> new CommandOption(
                                command, strings(option.getAttributes().get("name")))))
                .toList();
    }

    /** The name of the command whose class an option's is. */
    private Optional<String> command(Capability option) {
        var type = option.getAttributes().get("class");
        return names(COMMANDS)
                .filter(name -> serviceClass(COMMANDS, name)
                        .filter(its -> its.equals(type))
                        .isPresent())
                .findFirst();
    }

    private static List<String> strings(@Nullable Object attribute) {
        return attribute instanceof Collection<?> many
                ? many.stream().map(String::valueOf).toList()
                : Stream.ofNullable(attribute).map(String::valueOf).toList();
    }

    /** What it cannot do without, when it is resolved or when it runs. */
    List<Requirement> needs() {
        return resource.getRequirements(null).stream()
                .filter(requirement -> !RequirementImpl.isOptional(requirement))
                .toList();
    }

    /** Whether it meets a requirement. */
    boolean provides(Requirement requirement) {
        var filter = RequirementImpl.getFilter(requirement);
        return resource.getCapabilities(requirement.getNamespace()).stream()
                .anyMatch(capability -> CapabilitySet.matches(capability, filter));
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

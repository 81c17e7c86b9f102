package org.backplane.api.schema;

import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What can be used by name: services whose type has {@link org.backplane.api.NamedBy}, those of bundles in the
 * repository included. Who names one of a bundle that is not started leaves the command by an exception that is not for
 * them: the bundle is started then, what the command did so far is taken back, and it runs once more.
 */
@ProviderType
public interface Types {

    /** The names that there are. */
    SortedSet<String> names(Class<?> type);

    /** The best service of a name, if there is one. */
    <S> Optional<S> find(Class<S> type, String name);

    /**
     * Lets a function work with the best service of a name.
     *
     * @throws org.backplane.api.command.CommandException if there is none; it lists those that there are
     */
    <S, T> T with(Class<S> type, String name, Function<S, T> use);

    /**
     * Does something that names such things and is no command; again, when what it names had to be started. Not on the
     * main loop: it waits.
     *
     * @throws org.backplane.api.command.CommandException if a bundle does not start; it names bundle and reason
     */
    <T> T assemble(Supplier<T> work);
}

package org.backplane.core.repository;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.backplane.api.command.CommandException;

/**
 * Something was named that nobody offers at this moment, and that a bundle in the repository may. Whoever runs the
 * command has it started and runs the command again.
 */
public final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Class<?> type;
    private final String name;
    private final transient List<String> path;

    public NotStarted(Class<?> type, String name) {
        this(type, name, List.of());
    }

    private NotStarted(Class<?> type, String name, List<String> path) {
        super("%s of type %s is not started".formatted(name, type.getName()), null, false, false);
        this.type = type;
        this.name = name;
        this.path = List.copyOf(path);
    }

    /** The one that a failure comes from, if it does. */
    public static Optional<NotStarted> in(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof NotStarted wanted ? Optional.of(wanted) : Optional.empty();
    }

    /** The type of service. */
    Class<?> type() {
        return type;
    }

    /** The name of the service. */
    String name() {
        return name;
    }

    /** The same, named by an argument to which that path leads. */
    public NotStarted inside(List<String> argument) {
        return new NotStarted(type, name, argument);
    }

    /** The error that the sender of the command gets when the bundle does not start. */
    CommandException because(CommandException reason) {
        return path.isEmpty() ? reason : CommandException.badArgument(path, reason.message());
    }
}

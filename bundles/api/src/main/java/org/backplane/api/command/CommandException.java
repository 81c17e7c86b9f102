package org.backplane.api.command;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command could not do what it was asked; the message goes to whoever asked. It has no stack trace: to make one takes
 * longer than most commands, and what the log should hold is its cause.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, in the few words a client can act upon. */
    public enum Kind {
        COMMAND_NOT_FOUND("CommandNotFound"),
        DEVICE_NOT_FOUND("DeviceNotFound"),
        DEVICE_NOT_ACTIVE("DeviceNotActive"),
        WRONG_PHASE("GenericError"),
        BAD_ARGUMENT("GenericError"),
        FAILED("GenericError");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The QMP error class. */
        public String wireName() {
            return wireName;
        }
    }

    private final Kind kind;
    private final transient List<String> path;
    private final boolean placed;

    public CommandException(Kind kind, String message) {
        this(kind, List.of(), message, false, null);
    }

    private CommandException(Kind kind, List<String> path, String message, boolean placed, @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.kind = kind;
        this.path = List.copyOf(path);
        this.placed = placed;
    }

    /** An argument is wrong: {@code path} leads to it, from the outside in. */
    public static CommandException badArgument(List<String> path, String message) {
        return new CommandException(Kind.BAD_ARGUMENT, path, message, false, null);
    }

    /** The top-level argument of that name is wrong. */
    public static CommandException badArgument(String name, String message) {
        return badArgument(List.of(name), message);
    }

    /** It was asked for rightly and did not work. */
    public static CommandException failed(String message) {
        return new CommandException(Kind.FAILED, message);
    }

    /** It was asked for rightly and did not work, for a reason that the log should hold. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(Kind.FAILED, List.of(), message, false, cause);
    }

    /**
     * Makes all of some checks, whatever comes of the others.
     *
     * @throws CommandException the first that any has thrown; it has suppressed the others
     */
    public static void checkAll(Runnable... checks) {
        CommandException first = null;
        for (var check : checks) {
            try {
                check.run();
            } catch (CommandException e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The same error inside the member of that name. */
    public CommandException inside(String name) {
        return new CommandException(
                kind, Stream.concat(Stream.of(name), path.stream()).toList(), message(), placed, getCause());
    }

    /** The same error with its place in the message; an error that has its place already stays as it is. */
    public CommandException at(Place place) {
        return placed ? this : new CommandException(kind, path, place.explain(path, message()), true, getCause());
    }

    public Kind kind() {
        return kind;
    }

    /** The argument that is wrong, from the outside in; empty when it is the command as a whole. */
    public List<String> path() {
        return path;
    }

    /** What is wrong; never null. */
    public String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}

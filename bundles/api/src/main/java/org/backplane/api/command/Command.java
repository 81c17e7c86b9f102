package org.backplane.api.command;

import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something a person or a program can ask for, whoever carries the question: the command line, a configuration
 * file, a socket, a shell.
 *
 * <p>Registered as a service with {@link CommandName}, it is known to all transports at once. It runs on the main
 * loop, one command at a time, so it returns soon. One that may be slow (opens a file, renders a template)
 * declares a {@link java.util.concurrent.CompletionStage} as its answer: the next command of its own feed waits,
 * the loop and all other feeds go on.
 *
 * @param <A> the arguments, a record; its components are the schema and their order is that of positional
 *     arguments
 * @param <R> the answer: a record, a list, a scalar, or a CompletionStage of one of them
 */
@ConsumerType
@NamedBy(value = "backplane.command.name", noun = "command")
public interface Command<A extends Record, R> {

    /**
     * Does it.
     *
     * @throws CommandException if it cannot be done; nothing is half done then
     */
    R run(A arguments, Call call);

    /** The answer of a command that has nothing to say. */
    record Done() {
        public static final Done DONE = new Done();
    }

    /** The arguments of a command that takes none. */
    record None() {}
}

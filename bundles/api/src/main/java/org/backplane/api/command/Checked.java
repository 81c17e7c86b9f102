package org.backplane.api.command;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command that can tell more of what is wrong with its arguments than their schema does: a dry run asks it.
 *
 * @param <A> the command's arguments
 */
@ConsumerType
public interface Checked<A extends Record> {

    /**
     * Looks at the arguments. Changes nothing, and may take its time: it does not run on the main loop.
     *
     * @throws CommandException if the command, or what it makes necessary later on, would fail; further errors are those
     *     that it has suppressed
     */
    void check(A arguments);
}

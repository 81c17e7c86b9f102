package org.backplane.api.command;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command that stands for others, which it injects when it runs: a dry run looks into it.
 *
 * @param <A> the command's arguments
 */
@ConsumerType
public interface Composite<A extends Record> {

    /**
     * The commands that it would inject. Changes nothing, and may take its time: it does not run on the main loop.
     *
     * @param place where the command was written
     * @throws CommandException if it comes to nothing at all
     */
    Parts parts(A arguments, Place place);

    /**
     * What such a command comes to.
     *
     * @param requests the commands, as far as they could be made out
     * @param problems why others could not, each with its place in its message
     */
    record Parts(List<Request> requests, List<CommandException> problems) {
        public Parts {
            requests = List.copyOf(requests);
            problems = List.copyOf(problems);
        }
    }
}

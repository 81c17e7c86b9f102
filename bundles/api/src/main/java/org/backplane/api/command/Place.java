package org.backplane.api.command;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a command was written. A transport that has files or lines makes its own. */
@ConsumerType
public interface Place {

    /** The place of what was written nowhere. */
    Place NONE = new Place() {};

    /**
     * Adds the place to a message that concerns a member of the arguments.
     *
     * @param path names of members and indexes of items from the outside in; empty for the command itself
     * @param message what is wrong there
     * @return the message to show, for instance {@code file:line:column: message} with the line and a caret
     */
    default String explain(List<String> path, String message) {
        return message;
    }
}

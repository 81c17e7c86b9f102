package org.backplane.api.command;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows the things of one kind that commands make, by their names; a service, so that commands can be checked before
 * they run.
 */
@ConsumerType
public interface Keeper {
    /** The kind, in the words of {@link Makes}: {@code chardev}. */
    String kind();

    /** The names of all that there are. On the main loop. */
    Set<String> names();

    /** The name in what a user wrote, who may give a path. */
    default String nameIn(String reference) {
        return reference;
    }

    /** What is wrong when there is none of that name. */
    String missing(String name);

    /** What is wrong when a new one is to have a name that is taken. */
    String taken(String name);
}

package org.backplane.transport.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Place;

/** Collects errors, so that a user sees all of them at once. */
final class Problems {
    private final List<CommandException> errors = new ArrayList<>();

    /** Does something; when it fails with an error for the user, that is kept. */
    void attempt(Runnable action) {
        try {
            action.run();
        } catch (CommandException e) {
            errors.add(e);
        }
    }

    void add(CommandException error) {
        errors.add(error);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /**
     * Throws what was collected, as one error; does nothing if there is nothing.
     *
     * @param place the place of those errors that have none yet
     */
    void throwAny(Place place) {
        if (!errors.isEmpty()) {
            var messages = errors.stream()
                    .map(error -> error.at(place).message())
                    .distinct() // a loop repeats what is wrong in it
                    .collect(Collectors.joining("\n"));
            throw new CommandException(errors.getFirst().kind(), messages).at(Place.NONE);
        }
    }
}

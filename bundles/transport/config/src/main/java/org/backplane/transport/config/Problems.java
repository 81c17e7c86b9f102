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

    /**
     * What was collected.
     *
     * @param place the place of those errors that have none yet
     */
    List<CommandException> placed(Place place) {
        return errors.stream().map(error -> error.at(place)).toList();
    }

    /** Throws some errors as one; does nothing if there is none. Each has its place. */
    static void throwAny(List<CommandException> errors) {
        if (!errors.isEmpty()) {
            var messages = errors.stream()
                    .map(CommandException::message)
                    .distinct() // a loop repeats what is wrong in it
                    .collect(Collectors.joining("\n"));
            throw new CommandException(errors.getFirst().kind(), messages).at(Place.NONE);
        }
    }
}

package org.backplane.core.repository;

import java.util.List;

/**
 * A command that is an option of the command line.
 *
 * @param command its name
 * @param options the options that lead to it, without dashes
 */
public record CommandOption(String command, List<String> options) {
    public CommandOption {
        options = List.copyOf(options);
    }
}

package org.backplane.core.schema;

import java.util.regex.Pattern;
import org.backplane.api.command.CommandException;

/** What users may call the things that they make: a letter, then letters, digits, hyphens, dots and underscores. */
public final class Identifier {
    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private Identifier() {}

    /**
     * Checks the argument {@code id}.
     *
     * @throws CommandException if it is no identifier
     */
    public static void require(String id) {
        if (!isOne(id)) {
            throw CommandException.badArgument("id", "Parameter 'id' expects an identifier");
        }
    }

    /** Whether a name is an identifier. */
    public static boolean isOne(String name) {
        return FORM.matcher(name).matches();
    }
}

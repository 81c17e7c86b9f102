package org.backplane.transport.config;

import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;

/** Says in a user's words, and at their place in the file, what the template engine complains of. */
final class TemplateErrors {
    private static final Pattern TOKEN = Pattern.compile("Unexpected token of value \"(.*)\" and type .*");
    private static final Pattern START = Pattern.compile("Unexpected token \"[A-Z_]+\" of value \"(.*)\"");
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character \\[(.*)]");
    private static final Pattern NAME = Pattern.compile("Can not assign a value to (.*)");
    private static final Pattern MISSING = Pattern.compile("(Filter|Test|Function or Macro) \\[(.*)] does not exist.*");
    private static final Set<String> TESTS = Set.of("defined", "empty", "even", "iterable", "map", "null", "odd");

    private final BiFunction<String, Integer, Position> positions;
    private final Budget budget;
    private final Collection<String> declared;

    /**
     * Knows what errors are about.
     *
     * @param positions finds the tag of a line, as the engine counts lines
     * @param budget knows which tag was executed last
     * @param declared the names of all parameters
     */
    TemplateErrors(BiFunction<String, Integer, Position> positions, Budget budget, Collection<String> declared) {
        this.positions = positions;
        this.budget = budget;
        this.declared = declared;
    }

    /** What to tell the user. */
    CommandException explain(Throwable failure) {
        if (failure instanceof CommandException refused) {
            return refused;
        } else if (failure instanceof StackOverflowError) {
            return lastTag().error("this is nested too deeply");
        }
        var complaint = innermost(failure);
        if (complaint == null) {
            return lastTag().error("these values do not go together like this");
        }
        return explain(complaint, position(complaint));
    }

    private CommandException explain(PebbleException complaint, Position position) {
        return switch (complaint) {
            case Refusal refusal -> position.error(refusal.getPebbleMessage());
            case RootAttributeNotFoundException unknown -> {
                var name = unknown.getAttributeName();
                yield position.at(name).error(unknown(name));
            }
            case AttributeNotFoundException unknown ->
                position.at(unknown.getAttributeName())
                        .error("the value has no '%s'".formatted(unknown.getAttributeName()));
            default -> explain(complaint.getPebbleMessage(), position);
        };
    }

    private CommandException explain(String message, Position position) {
        var missing = MISSING.matcher(message);
        if (missing.matches()) {
            var name = missing.group(2);
            return position.at(name).error(missing(missing.group(1), name));
        }
        for (var unexpected : new Pattern[] {TOKEN, START, CHARACTER}) {
            var match = unexpected.matcher(message);
            if (match.matches()) {
                return unexpected(match.group(1), position);
            }
        }
        var name = NAME.matcher(message);
        return position.error(
                name.matches()
                        ? "'%s' is no name for a variable".formatted(name.group(1))
                        : "these values do not go together like this");
    }

    private static CommandException unexpected(String what, Position position) {
        return what.equals("null") || what.equals("}}") || what.equals("%}")
                ? position.error("something is missing in this expression")
                : position.at(what).error("unexpected '%s' in this expression".formatted(what));
    }

    private static String missing(String kind, String name) {
        return switch (kind) {
            case "Filter" -> {
                var filters = new TreeSet<>(Language.FILTERS);
                filters.add("join");
                yield "there is no filter '%s'; there is %s".formatted(name, String.join(", ", filters));
            }
            case "Test" ->
                "there is no test '%s'; there is %s".formatted(name, String.join(", ", new TreeSet<>(TESTS)));
            default -> {
                var functions = new TreeSet<>(Language.FUNCTIONS);
                functions.add("range");
                yield "there is no function '%s'; there is %s".formatted(name, String.join(", ", functions));
            }
        };
    }

    private String unknown(String name) {
        return declared.contains(name)
                ? "the parameter '%s' was not given; 'if %s is defined' asks for that".formatted(name, name)
                : "there is no parameter or variable '%s'%s".formatted(name, Nearest.hint(name, declared));
    }

    /** The complaint that says most: ours if there is one, else the first that was made. */
    private static @Nullable PebbleException innermost(Throwable failure) {
        PebbleException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PebbleException complaint) {
                found = complaint;
            }
        }
        return found;
    }

    private Position position(PebbleException complaint) {
        var line = complaint.getLineNumber();
        return line == null || complaint.getFileName() == null
                ? lastTag()
                : positions.apply(complaint.getFileName(), line);
    }

    private Position lastTag() {
        return positions.apply(Objects.requireNonNullElse(budget.file(), ""), budget.line());
    }
}

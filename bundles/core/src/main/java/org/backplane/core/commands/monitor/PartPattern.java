package org.backplane.core.commands.monitor;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.backplane.api.Nearest;
import org.backplane.api.command.CommandException;

/** Chooses parts by name, or by a pattern of names. */
record PartPattern(String pattern, Optional<Long> vcpu) {

    /**
     * Those that are meant.
     *
     * @throws CommandException if it is a name and not a pattern, and there is no such part, or none for a processor
     */
    List<String> among(Collection<String> names) {
        if (isPattern()) {
            var form = Pattern.compile(expression());
            return vcpu.isPresent()
                    ? List.of()
                    : names.stream()
                            .filter(name -> form.matcher(name).matches())
                            .toList();
        } else if (!names.contains(pattern)) {
            throw CommandException.badArgument(
                    "name", "unknown event \"%s\"%s".formatted(pattern, Nearest.hint(pattern, names)));
        } else if (vcpu.isPresent()) {
            throw CommandException.badArgument("name", "event \"%s\" is not vCPU-specific".formatted(pattern));
        }
        return List.of(pattern);
    }

    private boolean isPattern() {
        return pattern.contains("*") || pattern.contains("?");
    }

    private String expression() {
        return Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    }
}

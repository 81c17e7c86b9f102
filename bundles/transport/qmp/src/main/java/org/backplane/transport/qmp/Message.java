package org.backplane.transport.qmp;

import java.util.HashMap;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param command the command's name
 * @param arguments its arguments
 * @param outOfBand whether it is to overtake others
 */
record Message(String command, Map<String, Object> arguments, boolean outOfBand) {

    /**
     * Checks the members of a message, in QEMU's order.
     *
     * @param oob whether the client may send commands out of band
     */
    static Message of(@Nullable Object tree, boolean oob) {
        if (!(tree instanceof Map<?, ?> members)) {
            throw CommandException.failed("QMP input must be a JSON object");
        }
        for (var member : members.entrySet()) {
            check((String) member.getKey(), member.getValue(), oob);
        }
        boolean outOfBand = members.containsKey("exec-oob");
        if (outOfBand && members.containsKey("execute")) {
            throw CommandException.failed("QMP input member 'execute' clashes with 'exec-oob'");
        }
        if (members.get(outOfBand ? "exec-oob" : "execute") instanceof String command) {
            return new Message(command, arguments(members.get("arguments")), outOfBand);
        }
        throw CommandException.failed("QMP input lacks member 'execute'");
    }

    private static void check(String name, @Nullable Object value, boolean oob) {
        switch (name) {
            case "execute" -> checkString(name, value);
            case "arguments" -> {
                if (!(value instanceof Map)) {
                    throw CommandException.failed("QMP input member 'arguments' must be an object");
                }
            }
            case "id" -> {
                // any value
            }
            default -> {
                if (!oob || !name.equals("exec-oob")) {
                    throw CommandException.failed("QMP input member '%s' is unexpected".formatted(name));
                }
                checkString(name, value);
            }
        }
    }

    private static void checkString(String name, @Nullable Object value) {
        if (!(value instanceof String)) {
            throw CommandException.failed("QMP input member '%s' must be a string".formatted(name));
        }
    }

    @SuppressWarnings("unchecked") // keys of JSON objects are strings
    private static Map<String, Object> arguments(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /** What is needed for the answer: the id, if there is one. */
    static Map<String, Object> tag(@Nullable Object tree) {
        var tag = new HashMap<String, Object>();
        if (tree instanceof Map<?, ?> members && members.containsKey("id")) {
            tag.put("id", members.get("id"));
        }
        return tag;
    }
}

package org.backplane.itests.process;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes messages that nearly fit what {@code query-qmp-schema} says: most of them do, and some are wrong in one place. */
final class SchemaGrammar {
    /** Strings, as they are written in JSON. */
    private static final List<String> WORDS = List.of(
            "\"a\"",
            "\"b\"",
            "\"c\"",
            "\"\"",
            "\"/machine\"",
            "\"/\"",
            "\"type\"",
            "\"virt\"",
            "\"none\"",
            "\"null\"",
            "\"file\"",
            "\"disk.img\"",
            "\"virtio-rng-device\"",
            "\"virtio-blk-device\"",
            "\"serial0\"",
            "\"q\\\"uote\"",
            "\"\u00e9\ud83d\ude00\"",
            "\"0\"",
            "\"64M\"",
            "\"device\"",
            "\"machine\"");

    /** What would end the process, now or at the next reset, have it wait for somebody, or show what it logs. */
    private static final Set<String> AVOIDED =
            Set.of("quit", "set-action", "trace-event-set-state", "wait", "socket", "stdio", "pty", "serial", "tty");

    /** One in so many of these is given: what is answered to them is a hundred times as long as to others. */
    private static final int SELDOM = 20;

    private static final Set<String> LONG =
            Set.of("query-qmp-schema", "query-phases", "query-journal", "query-command-line-options", "qom-list-types");

    private static final int DEEPEST = 6;

    /** Writes something that fits a type, or nearly does. */
    private interface Rule {
        void write(StringBuilder text, int depth);
    }

    private record Member(String name, String type, boolean isOptional) {
        static Member of(JsonObject info) {
            return new Member(info.getString("name"), info.getString("type"), info.containsKey("default"));
        }
    }

    private record Command(String name, String arguments) {}

    private final RandomGenerator random;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<String, List<Member>> members = new HashMap<>();
    private final List<Command> commands = new ArrayList<>();

    SchemaGrammar(JsonArray schema, RandomGenerator random) {
        this.random = random;
        schema.getValuesAs(JsonObject.class).forEach(this::add);
    }

    private void add(JsonObject info) {
        var name = info.getString("name");
        switch (info.getString("meta-type")) {
            case "command" -> {
                if (!AVOIDED.contains(name)) {
                    commands.add(new Command(name, info.getString("arg-type")));
                }
            }
            case "object" -> rules.put(name, object(name, info));
            case "array" -> rules.put(name, array(info.getString("element-type")));
            case "enum" -> rules.put(name, oneOf(strings(info.getJsonArray("values"))));
            case "alternate" -> rules.put(name, alternate(types(info)));
            case "builtin" -> rules.put(name, builtin(info.getString("json-type")));
            default -> {}
        }
    }

    private static List<String> strings(JsonArray values) {
        return values.getValuesAs(JsonString.class).stream()
                .map(value -> AVOIDED.contains(value.getString()) ? "null" : value.getString())
                .map("\"%s\""::formatted)
                .toList();
    }

    private static List<String> types(JsonObject alternate) {
        return alternate.getJsonArray("members").getValuesAs(JsonObject.class).stream()
                .map(member -> member.getString("type"))
                .toList();
    }

    /** A message. */
    String message() {
        var command = command();
        var text = new StringBuilder("{\"execute\": ");
        text.append(rarely() ? pick(WORDS) : "\"%s\"".formatted(command.name));
        if (random.nextInt(4) > 0) {
            text.append(", \"arguments\": ");
            value(command.arguments, text, 0);
        }
        if (random.nextBoolean()) {
            text.append(", \"id\": ");
            any(text, 0);
        }
        if (random.nextInt(50) == 0) {
            text.append(", ").append(pick(WORDS)).append(": ");
            any(text, 0);
        }
        return text.append('}').toString();
    }

    private Command command() {
        var command = pick(commands);
        return LONG.contains(command.name) && random.nextInt(SELDOM) > 0 ? command() : command;
    }

    private boolean rarely() {
        return random.nextInt(20) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void value(String type, StringBuilder text, int depth) {
        var rule = rules.get(type);
        if (rarely() || rule == null || depth > DEEPEST) {
            any(text, depth);
        } else {
            rule.write(text, depth);
        }
    }

    private Rule object(String name, JsonObject info) {
        members.put(
                name,
                info.getJsonArray("members").getValuesAs(JsonObject.class).stream()
                        .map(Member::of)
                        .toList());
        var own = List.of(name);
        if (!info.containsKey("tag")) {
            return (text, depth) -> object(own, "", text, depth);
        }
        var tag = info.getString("tag");
        var branches = info.getJsonArray("variants").getValuesAs(JsonObject.class).stream()
                .filter(branch -> !AVOIDED.contains(branch.getString("case")))
                .map(branch -> new Member(branch.getString("case"), branch.getString("type"), false))
                .toList();
        return (text, depth) -> {
            var branch = pick(branches);
            object(List.of(name, branch.type), "\"%s\": \"%s\"".formatted(tag, branch.name), text, depth);
        };
    }

    /** An object with the members of some types, behind what is there already. */
    private void object(List<String> types, String first, StringBuilder text, int depth) {
        text.append('{').append(first);
        var separator = first.isEmpty() ? "" : ", ";
        for (var type : types) {
            for (var member : members.getOrDefault(type, List.of())) {
                boolean given = member.isOptional ? random.nextInt(4) == 0 : !rarely();
                if (given && !AVOIDED.contains(member.name) && !first.startsWith("\"" + member.name + "\"")) {
                    text.append(separator).append('"').append(member.name).append("\": ");
                    value(member.type, text, depth + 1);
                    separator = ", ";
                }
            }
        }
        text.append('}');
    }

    private Rule array(String element) {
        return (text, depth) -> {
            text.append('[');
            for (int i = random.nextInt(3); i > 0; i--) {
                value(element, text, depth + 1);
                text.append(i > 1 ? ", " : "");
            }
            text.append(']');
        };
    }

    private Rule oneOf(List<String> values) {
        return (text, depth) -> text.append(values.isEmpty() ? "\"\"" : pick(values));
    }

    private Rule alternate(List<String> types) {
        return (text, depth) -> value(pick(types), text, depth + 1);
    }

    private Rule builtin(String type) {
        return switch (type) {
            case "string" -> oneOf(WORDS);
            case "int" -> (text, depth) -> text.append(random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(5));
            case "number" -> (text, depth) -> text.append(random.nextDouble());
            case "boolean" -> (text, depth) -> text.append(random.nextBoolean());
            default -> this::any;
        };
    }

    private void any(StringBuilder text, int depth) {
        switch (random.nextInt(depth > DEEPEST ? 5 : 7)) {
            case 0 -> text.append("null");
            case 1 -> text.append(random.nextBoolean());
            case 2 -> text.append(random.nextLong());
            case 3 -> text.append(random.nextGaussian());
            case 4 -> text.append(pick(WORDS));
            case 5 -> {
                any(text.append('['), depth + 1);
                any(text.append(", "), depth + 1);
                text.append(']');
            }
            default -> {
                any(text.append('{').append(pick(WORDS)).append(": "), depth + 1);
                text.append('}');
            }
        }
    }
}

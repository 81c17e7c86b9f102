package org.backplane.itests.process;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes messages that nearly fit what {@code query-qmp-schema} says: most of them do, and some are wrong in one place. */
final class SchemaGrammar {
    private static final List<String> WORDS = List.of(
            "a",
            "b",
            "c",
            "",
            "/machine",
            "/",
            "type",
            "virt",
            "none",
            "null",
            "file",
            "disk.img",
            "virtio-rng-device",
            "virtio-blk-device",
            "serial0",
            "q\"uote",
            "\u00e9\ud83d\ude00",
            "0",
            "64M",
            "device",
            "machine");

    /** What would end the process, now or at the next reset, have it wait for somebody, or show what it logs. */
    private static final Set<String> AVOIDED =
            Set.of("quit", "set-action", "trace-event-set-state", "wait", "socket", "stdio", "pty", "serial", "tty");

    private static final int DEEPEST = 6;

    private final RandomGenerator random;
    private final Map<String, JsonObject> types = new HashMap<>();
    private final List<JsonObject> commands;

    SchemaGrammar(JsonArray schema, RandomGenerator random) {
        this.random = random;
        schema.getValuesAs(JsonObject.class).forEach(info -> types.put(info.getString("name"), info));
        commands = schema.getValuesAs(JsonObject.class).stream()
                .filter(info -> info.getString("meta-type").equals("command"))
                .filter(info -> !AVOIDED.contains(info.getString("name")))
                .toList();
    }

    /** A message. */
    String message() {
        var command = pick(commands);
        var message = Json.createObjectBuilder().add("execute", rarely() ? pick(WORDS) : command.getString("name"));
        if (random.nextInt(4) > 0) {
            message.add("arguments", rarely() ? any(0) : value(command.getString("arg-type"), 0));
        }
        if (random.nextBoolean()) {
            message.add("id", any(0));
        }
        if (random.nextInt(50) == 0) {
            message.add(pick(WORDS), any(0));
        }
        return message.build().toString();
    }

    private boolean rarely() {
        return random.nextInt(20) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private JsonValue value(String type, int depth) {
        var info = types.get(type);
        if (rarely() || info == null || depth > DEEPEST) {
            return any(depth);
        }
        return switch (info.getString("meta-type")) {
            case "object" -> object(info, depth);
            case "array" -> array(info, depth);
            case "enum" -> Json.createValue(oneOf(info.getJsonArray("values")));
            case "alternate" ->
                value(
                        pick(info.getJsonArray("members").getValuesAs(JsonObject.class))
                                .getString("type"),
                        depth + 1);
            default -> builtin(info.getString("json-type"), depth);
        };
    }

    private String oneOf(JsonArray values) {
        var value = values.isEmpty() ? "" : values.getString(random.nextInt(values.size()));
        return AVOIDED.contains(value) ? "null" : value;
    }

    private JsonObject object(JsonObject info, int depth) {
        var object = Json.createObjectBuilder();
        addMembers(info, object, depth);
        if (info.containsKey("tag")) {
            var branch = pick(info.getJsonArray("variants").getValuesAs(JsonObject.class));
            if (!AVOIDED.contains(branch.getString("case"))) {
                object.add(info.getString("tag"), branch.getString("case"));
                addMembers(Objects.requireNonNull(types.get(branch.getString("type"))), object, depth);
            }
        }
        return object.build();
    }

    private void addMembers(JsonObject info, JsonObjectBuilder object, int depth) {
        for (var member : info.getJsonArray("members").getValuesAs(JsonObject.class)) {
            boolean given = member.containsKey("default") ? random.nextInt(4) == 0 : !rarely();
            if (given && !AVOIDED.contains(member.getString("name"))) {
                object.add(member.getString("name"), value(member.getString("type"), depth + 1));
            }
        }
    }

    private JsonArray array(JsonObject info, int depth) {
        var array = Json.createArrayBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            array.add(value(info.getString("element-type"), depth + 1));
        }
        return array.build();
    }

    private JsonValue builtin(String type, int depth) {
        return switch (type) {
            case "string" -> Json.createValue(pick(WORDS));
            case "int" -> Json.createValue(random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(5));
            case "number" -> Json.createValue(random.nextDouble());
            case "boolean" -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            default -> any(depth);
        };
    }

    private JsonValue any(int depth) {
        return switch (random.nextInt(depth > DEEPEST ? 5 : 7)) {
            case 0 -> JsonValue.NULL;
            case 1 -> random.nextBoolean() ? JsonValue.TRUE : JsonValue.FALSE;
            case 2 -> Json.createValue(random.nextLong());
            case 3 -> Json.createValue(random.nextGaussian());
            case 4 -> Json.createValue(pick(WORDS));
            case 5 ->
                Json.createArrayBuilder()
                        .add(any(depth + 1))
                        .add(any(depth + 1))
                        .build();
            default ->
                Json.createObjectBuilder().add(pick(WORDS), any(depth + 1)).build();
        };
    }
}

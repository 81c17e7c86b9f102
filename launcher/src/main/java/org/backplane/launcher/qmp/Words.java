package org.backplane.launcher.qmp;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the arguments of a command out of words like {@code backend.data.out=log}. Whether {@code 7} is a number or a
 * text, the server's own schema says: its answer to {@code query-qmp-schema}.
 */
final class Words {
    private static final Pattern SIZE = Pattern.compile("(-?[0-9]+|0[xX][0-9a-fA-F]+)([kKmMgGtTpPeE]?)");
    private static final String SUFFIXES = "KMGTPE";

    private final Map<String, JsonObject> types = new HashMap<>();

    /** A reader for the commands of a schema. */
    Words(JsonArray schema) {
        schema.getValuesAs(JsonObject.class).forEach(info -> types.put(info.getString("name"), info));
    }

    /** Whether a command can do without a schema: it has no words, or all of its arguments in JSON. */
    static boolean areTyped(List<String> words) {
        return words.isEmpty() || (words.size() == 1 && words.getFirst().startsWith("{"));
    }

    /** The arguments where {@link #areTyped}. */
    static JsonObject typed(List<String> words) throws QmpException {
        return words.isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : object(words.getFirst());
    }

    private static JsonObject object(String json) throws QmpException {
        try {
            return Json.parse(json).asJsonObject();
        } catch (JsonException | ClassCastException e) {
            throw QmpException.unusable("%s: %s".formatted(json, e.getMessage()));
        }
    }

    /** The arguments of a command, {@code name=value} each. */
    JsonObject arguments(String command, List<String> words) throws QmpException {
        var tree = new LinkedHashMap<String, Object>();
        for (var word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw QmpException.unusable(
                        "%s: expected NAME=VALUE, or all arguments as a JSON object".formatted(word));
            }
            put(tree, word.substring(0, equals), word.substring(equals + 1));
        }
        var type = Optional.ofNullable(types.get(command)).map(info -> info.getString("arg-type", ""));
        return object(tree, type.orElse(""));
    }

    private static void put(Map<String, Object> tree, String name, String value) throws QmpException {
        int dot = name.indexOf('.');
        if (dot < 0) {
            if (tree.put(name, value) != null) {
                throw QmpException.unusable("%s: this is given twice".formatted(name));
            }
            return;
        }
        var inner = tree.computeIfAbsent(name.substring(0, dot), _ -> new LinkedHashMap<String, Object>());
        if (!(inner instanceof Map<?, ?>)) {
            throw QmpException.unusable("%s: '%s' has a value already".formatted(name, name.substring(0, dot)));
        }
        @SuppressWarnings("unchecked") // made just so above
        var members = (Map<String, Object>) inner;
        put(members, name.substring(dot + 1), value);
    }

    private JsonValue value(Object value, String type) {
        if (value instanceof String word) {
            return scalar(word, type);
        }
        @SuppressWarnings("unchecked") // what is no word was made by put
        var tree = (Map<String, Object>) value;
        return isArray(type, tree) ? array(tree.values(), elementType(type)) : object(tree, type);
    }

    private boolean isArray(String type, Map<String, Object> tree) {
        return metaType(type).equals("array")
                || (!metaType(type).equals("object") && tree.keySet().stream().allMatch(key -> key.matches("[0-9]+")));
    }

    private JsonArray array(Iterable<Object> items, String elementType) {
        var array = Json.PROVIDER.createArrayBuilder();
        items.forEach(item -> array.add(value(item, elementType)));
        return array.build();
    }

    private JsonObject object(Map<String, Object> tree, String type) {
        var object = Json.PROVIDER.createObjectBuilder();
        tree.forEach((name, value) -> object.add(name, value(value, memberType(type, name, tree))));
        return object.build();
    }

    /** The type of a member, in the object itself, in the branch that its tag chooses, or else in any. */
    private String memberType(String type, String name, Map<String, Object> tree) {
        var info = objectInfo(type, name);
        return member(info, name)
                .or(() -> branches(info, tree)
                        .flatMap(branch -> Stream.of(memberType(branch, name, tree)))
                        .filter(found -> !found.isEmpty())
                        .findFirst())
                .orElse("");
    }

    /** The object of that type; of an alternate, the first that has the member. */
    private JsonObject objectInfo(String type, String name) {
        var info = types.getOrDefault(type, JsonValue.EMPTY_JSON_OBJECT);
        if (!metaType(type).equals("alternate")) {
            return info;
        }
        return alternatives(info)
                .map(alternative -> types.getOrDefault(alternative, JsonValue.EMPTY_JSON_OBJECT))
                .filter(object ->
                        object.containsKey("variants") || member(object, name).isPresent())
                .findFirst()
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    private static Stream<String> alternatives(JsonObject info) {
        return info.getJsonArray("members").getValuesAs(JsonObject.class).stream()
                .map(member -> member.getString("type"));
    }

    private static Optional<String> member(JsonObject info, String name) {
        return list(info, "members")
                .filter(member -> member.getString("name", "").equals(name))
                .map(member -> member.getString("type"))
                .findFirst();
    }

    private static Stream<String> branches(JsonObject info, Map<String, Object> tree) {
        var chosen = tree.get(info.getString("tag", ""));
        return list(info, "variants")
                .filter(variant -> chosen == null || variant.getString("case").equals(chosen))
                .map(variant -> variant.getString("type"));
    }

    private static Stream<JsonObject> list(JsonObject info, String key) {
        return info.containsKey(key) ? info.getJsonArray(key).getValuesAs(JsonObject.class).stream() : Stream.empty();
    }

    private String elementType(String type) {
        return Optional.ofNullable(types.get(type))
                .map(info -> info.getString("element-type", ""))
                .orElse("");
    }

    private String metaType(String type) {
        return Optional.ofNullable(types.get(type))
                .map(info -> info.getString("meta-type"))
                .orElse("");
    }

    private JsonValue scalar(String word, String type) {
        return switch (metaType(type)) {
            case "enum" -> string(word);
            case "array" -> word.startsWith("[") ? any(word) : list(word, elementType(type));
            case "alternate" -> alternative(word, type);
            case "builtin" -> builtin(word, types.getOrDefault(type, JsonValue.EMPTY_JSON_OBJECT));
            default -> any(word);
        };
    }

    /** A list is written with commas, as in a shell's braces. */
    private JsonValue list(String words, String elementType) {
        JsonArrayBuilder array = Json.PROVIDER.createArrayBuilder();
        var items = words.isEmpty() ? List.<String>of() : new ArrayList<>(List.of(words.split(",", -1)));
        items.forEach(item -> array.add(scalar(item, elementType)));
        return array.build();
    }

    private JsonValue alternative(String word, String type) {
        if (word.startsWith("{") || word.startsWith("[")) {
            return any(word);
        }
        boolean mayBeText = alternatives(types.getOrDefault(type, JsonValue.EMPTY_JSON_OBJECT))
                .anyMatch(alternative ->
                        alternative.equals("str") || metaType(alternative).equals("enum"));
        return mayBeText ? string(word) : any(word);
    }

    private static JsonValue builtin(String word, JsonObject info) {
        return switch (info.getString("json-type", "")) {
            case "string" -> string(word);
            case "int" -> integer(word);
            case "number" -> number(word);
            case "boolean" -> bool(word);
            default -> any(word);
        };
    }

    private static JsonValue integer(String word) {
        var match = SIZE.matcher(word);
        if (!match.matches()) {
            return string(word); // the server says what is wrong with it
        }
        var digits = match.group(1);
        var number = digits.startsWith("0x") || digits.startsWith("0X")
                ? new BigInteger(digits.substring(2), 16)
                : new BigInteger(digits);
        int power = match.group(2).isEmpty()
                ? 0
                : 1 + SUFFIXES.indexOf(Character.toUpperCase(match.group(2).charAt(0)));
        return Json.PROVIDER.createValue(number.shiftLeft(10 * power));
    }

    private static JsonValue number(String word) {
        try {
            return Json.PROVIDER.createValue(new BigDecimal(word));
        } catch (NumberFormatException e) {
            return string(word);
        }
    }

    private static JsonValue bool(String word) {
        return switch (word) {
            case "on", "yes", "true", "y" -> JsonValue.TRUE;
            case "off", "no", "false", "n" -> JsonValue.FALSE;
            default -> string(word);
        };
    }

    /** Where anything goes, what is JSON is meant so. */
    private static JsonValue any(String word) {
        try {
            return Json.parse(word);
        } catch (JsonException e) {
            return string(word);
        }
    }

    private static JsonValue string(String word) {
        return Json.PROVIDER.createValue(word);
    }
}

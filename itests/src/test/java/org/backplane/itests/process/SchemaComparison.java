package org.backplane.itests.process;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two answers of query-qmp-schema say differently of the commands and events that both have. */
final class SchemaComparison {

    private record Pair(String ours, String theirs) {}

    private final Map<String, JsonObject> ours;
    private final Map<String, JsonObject> theirs;
    private final SortedSet<String> differences = new TreeSet<>();
    private final Set<Pair> seen = new HashSet<>();

    SchemaComparison(JsonArray ours, JsonArray theirs) {
        this.ours = byName(ours);
        this.theirs = byName(theirs);
    }

    private static Map<String, JsonObject> byName(JsonArray infos) {
        var named = new HashMap<String, JsonObject>();
        infos.forEach(info -> named.put(info.asJsonObject().getString("name"), info.asJsonObject()));
        return named;
    }

    private static JsonObject info(Map<String, JsonObject> infos, String name) {
        return Objects.requireNonNull(infos.get(name), name);
    }

    /** The commands and events that both have. */
    SortedSet<String> shared() {
        var shared = new TreeSet<String>();
        ours.forEach((name, info) -> {
            var their = theirs.get(name);
            boolean isInterface = Set.of("command", "event").contains(metaType(info));
            if (isInterface && their != null && metaType(their).equals(metaType(info))) {
                shared.add(name);
            }
        });
        return shared;
    }

    /** The differences, each in a line that begins with the command or event. */
    SortedSet<String> differences() {
        for (var name : shared()) {
            var mine = info(ours, name);
            var yours = info(theirs, name);
            compareTypes(name + " arg", mine.getString("arg-type"), yours.getString("arg-type"));
            if (mine.containsKey("ret-type")) {
                compareTypes(name + " ret", mine.getString("ret-type"), yours.getString("ret-type"));
            }
        }
        return differences;
    }

    private void compareTypes(String path, String our, String their) {
        if (!seen.add(new Pair(our, their))) {
            return;
        }
        var mine = info(ours, our);
        var yours = info(theirs, their);
        if (!metaType(mine).equals(metaType(yours))) {
            differences.add("%s: %s, not %s".formatted(path, kind(mine), kind(yours)));
            return;
        }
        switch (metaType(mine)) {
            case "object" -> compareObjects(path, mine, yours);
            case "array" -> compareTypes(path + "[]", mine.getString("element-type"), yours.getString("element-type"));
            case "enum" -> compareNames(path, " value ", strings(mine, "values"), strings(yours, "values"));
            case "alternate" -> compareNames(path, " choice ", choices(mine, ours), choices(yours, theirs));
            default -> {
                if (!our.equals(their)) {
                    differences.add("%s: %s, not %s".formatted(path, our, their));
                }
            }
        }
    }

    private void compareObjects(String path, JsonObject mine, JsonObject yours) {
        var ourMembers = entries(mine, "members", "name");
        var theirMembers = entries(yours, "members", "name");
        compareNames(path, ".", ourMembers.keySet(), theirMembers.keySet());
        ourMembers.forEach((name, member) -> {
            var other = theirMembers.get(name);
            if (other != null) {
                compareMembers(path + "." + name, member, other);
            }
        });
        if (!mine.getString("tag", "none").equals(yours.getString("tag", "none"))) {
            differences.add("%s: tag %s, not %s"
                    .formatted(path, mine.getString("tag", "none"), yours.getString("tag", "none")));
            return;
        }
        var ourCases = entries(mine, "variants", "case");
        var theirCases = entries(yours, "variants", "case");
        compareNames(path, " case ", ourCases.keySet(), theirCases.keySet());
        ourCases.forEach((name, variant) -> {
            var other = theirCases.get(name);
            if (other != null) {
                compareTypes("%s case %s".formatted(path, name), variant.getString("type"), other.getString("type"));
            }
        });
    }

    private void compareMembers(String path, JsonObject mine, JsonObject yours) {
        if (mine.containsKey("default") != yours.containsKey("default")) {
            differences.add(path + (mine.containsKey("default") ? ": optional here" : ": not optional here"));
        }
        compareTypes(path, mine.getString("type"), yours.getString("type"));
    }

    /** Each of the names is a line of its own where it is one too many, those that are missing are one line together. */
    private void compareNames(String path, String separator, Set<String> mine, Set<String> yours) {
        var missing = new TreeSet<>(yours);
        missing.removeAll(mine);
        if (!missing.isEmpty()) {
            differences.add(path + separator + String.join(",", missing) + ": missing");
        }
        mine.stream()
                .filter(name -> !yours.contains(name))
                .forEach(name -> differences.add(path + separator + name + ": only here"));
    }

    private static Map<String, JsonObject> entries(JsonObject info, String list, String key) {
        var entries = new TreeMap<String, JsonObject>();
        if (info.get(list) instanceof JsonArray array) {
            array.forEach(entry -> entries.put(entry.asJsonObject().getString(key), entry.asJsonObject()));
        }
        return entries;
    }

    private static Set<String> strings(JsonObject info, String list) {
        return new TreeSet<>(info.getJsonArray(list).getValuesAs(JsonString::getString));
    }

    private static Set<String> choices(JsonObject info, Map<String, JsonObject> types) {
        var choices = new TreeSet<String>();
        List<JsonObject> members = info.getJsonArray("members").getValuesAs(JsonObject.class);
        members.forEach(member -> choices.add(kind(info(types, member.getString("type")))));
        return choices;
    }

    private static String kind(JsonObject type) {
        return metaType(type).equals("builtin") ? type.getString("name") : metaType(type);
    }

    private static String metaType(JsonObject info) {
        return info.getString("meta-type");
    }
}

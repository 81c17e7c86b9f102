package org.backplane.itests.process;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/** All properties of all objects of a process, a line each: two processes with the same machine have the same. */
final class ObjectDump {
    private final QmpClient client;
    private final StringBuilder lines = new StringBuilder();

    private ObjectDump(QmpClient client) {
        this.client = client;
    }

    static String of(QmpClient client) throws Exception {
        var dump = new ObjectDump(client);
        dump.line("name", client.run("query-name").toString());
        dump.addAll("");
        return dump.lines.toString();
    }

    private void addAll(String path) throws Exception {
        var properties = (JsonArray) client.run("qom-list", "{\"path\": \"%s/\"}".formatted(path));
        for (var property : properties.getValuesAs(JsonObject.class)) {
            var name = property.getString("name");
            if (property.getString("type").startsWith("child<")) {
                line(path + "/" + name, property.getString("type"));
                addAll(path + "/" + name);
            } else {
                var value = client.run("qom-get", "{\"path\": \"%s/\", \"property\": \"%s\"}".formatted(path, name));
                line(path + "/" + name, value instanceof JsonString text ? text.getString() : value.toString());
            }
        }
    }

    private void line(String path, String value) {
        lines.append(path).append(" = ").append(value).append('\n');
    }
}

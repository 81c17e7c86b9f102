package org.backplane.launcher.qmp;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;

/** Reads and writes JSON; the provider is looked up once. */
final class Json {
    static final JsonProvider PROVIDER = JsonProvider.provider();

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws JsonException if it is none, or more follows; the message says where
     */
    static JsonValue parse(String text) {
        try (var reader = PROVIDER.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    /** How a user sees a value: nothing of nothing, a text as it is, an object or list with a line for each member. */
    static String shown(JsonValue value) {
        return switch (value) {
            case JsonString string -> string.getString() + System.lineSeparator();
            case JsonObject object when object.isEmpty() -> "";
            case JsonObject _, JsonArray _ -> pretty(value) + System.lineSeparator();
            default -> value + System.lineSeparator();
        };
    }

    private static String pretty(JsonValue value) {
        var text = new StringWriter();
        try (var writer = PROVIDER.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(value);
        }
        return text.toString().strip();
    }
}

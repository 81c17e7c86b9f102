package org.backplane.transport.qmp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.command.Place;

/**
 * Where a message is in a script. It is looked through again when there is something to say of it.
 *
 * @param offset its first byte
 * @param length how many it has
 */
record MessagePlace(ScriptText text, int offset, int length) implements Place {

    @Override
    public String explain(List<String> path, String message) {
        var inside = path.isEmpty() ? Stream.of("execute") : Stream.concat(Stream.of("arguments"), path.stream());
        boolean isName = message.contains(" is unexpected");
        return text.explain(offset + find(inside.toList(), isName), message);
    }

    /** Where a member is in the message, or as much of the way to it as there is. */
    private int find(List<String> path, boolean isName) {
        try (var parser = Json.parser(text.bytes(), offset, length)) {
            parser.nextToken();
            int found = 0;
            for (int step = 0; step < path.size() && enter(parser, path.get(step)); step++) {
                boolean isLast = step == path.size() - 1;
                found = at(parser);
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                    found = isLast && isName ? found : at(parser);
                }
            }
            return found;
        } catch (IOException e) {
            return 0; // it has quotes that only QEMU would escape
        }
    }

    private static int at(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Goes to the name of a member of what the parser is at, or to an item. */
    private static boolean enter(JsonParser parser, String step) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> enterObject(parser, step);
            case START_ARRAY -> enterArray(parser, step);
            default -> false;
        };
    }

    private static boolean enterObject(JsonParser parser, String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            if (parser.currentName().equals(name)) {
                return true;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        return false;
    }

    private static boolean enterArray(JsonParser parser, String index) throws IOException {
        int item = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (index.equals(String.valueOf(item++))) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}

package org.backplane.transport.qmp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;

/** Reads framed messages into neutral trees, and writes trees as lines of ASCII. */
final class Json {

    /** An integer of more digits is no uint64, so that its value as an integer does not matter. */
    private static final int INTEGER_DIGITS = 20;

    private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

    private static final byte[] ESCAPED_QUOTE = "\\u0027".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Framer.MAX_SIZE)
                    .maxNameLength(Framer.MAX_SIZE)
                    .maxNumberLength(Framer.MAX_SIZE)
                    .maxNestingDepth(Framer.MAX_DEPTH + 1)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(2 * Framer.MAX_DEPTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new Printable())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // they come from clients
            .build();

    /** As QEMU, it escapes DEL too, which JSON would allow. */
    private static final class Printable extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            var escapes = standardAsciiEscapesForJSON();
            escapes[0x7f] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /** QEMU's layout. */
    private static final class OneLine extends MinimalPrettyPrinter {
        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(", ");
        }
    }

    private Json() {}

    /**
     * The tree of a message.
     *
     * @throws CommandException if it is none, in QEMU's words
     */
    static @Nullable Object read(byte[] bytes, int offset, int length) {
        try {
            return parse(bytes, offset, length);
        } catch (IOException e) {
            var plain = withoutEscapedQuotes(bytes, offset, length);
            if (plain.length > length) {
                return read(plain, 0, plain.length);
            }
            var reason = e instanceof JsonProcessingException wrong ? wrong.getOriginalMessage() : e.getMessage();
            throw Diagnosis.of(bytes, offset, length, String.valueOf(reason));
        }
    }

    /** Reads a message piece by piece. */
    static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        return FACTORY.createParser(bytes, offset, length);
    }

    /** Where the mistake is in what is no message; at its beginning if nobody knows. */
    static int errorOffset(byte[] bytes, int offset, int length) {
        try {
            parse(bytes, offset, length);
            return offset;
        } catch (JsonProcessingException e) {
            return offset
                    + (e.getLocation() == null
                            ? 0
                            : (int) Math.max(0, e.getLocation().getByteOffset()));
        } catch (IOException e) {
            return offset;
        }
    }

    private static @Nullable Object parse(byte[] bytes, int offset, int length) throws IOException {
        try (var parser = parser(bytes, offset, length)) {
            parser.nextToken();
            return value(parser);
        }
    }

    /** QEMU escapes single quotes too; the parser would do so only if every character might be escaped. */
    private static byte[] withoutEscapedQuotes(byte[] bytes, int offset, int length) {
        var plain = new ByteArrayOutputStream(length);
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != '\\' || i + 1 == offset + length) {
                plain.write(bytes[i]);
            } else if (bytes[++i] == '\'') {
                plain.writeBytes(ESCAPED_QUOTE);
            } else {
                plain.write('\\');
                plain.write(bytes[i]);
            }
        }
        return plain.toByteArray();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> text(parser, parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> real(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new JsonParseException(parser, "expecting value");
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = text(parser, parser.currentName());
            parser.nextToken();
            put(map, name, value(parser));
        }
        return map;
    }

    @SuppressWarnings("NullAway") // a neutral tree holds null for the JSON null
    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        map.put(name, value);
    }

    @SuppressWarnings("NullAway") // a neutral tree holds null for the JSON null
    private static List<Object> array(JsonParser parser) throws IOException {
        var list = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    /** Refuses what is no text: halves of surrogate pairs, and the code points that Unicode sets aside. */
    private static String text(JsonParser parser, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                int c = text.codePointAt(i);
                if (!Unicode.isCharacter(c)) {
                    throw new JsonParseException(parser, "U+%04X is not a valid Unicode character".formatted(c));
                }
                i += Character.charCount(c) - 1;
            }
        }
        return text;
    }

    private static Object integer(JsonParser parser) throws IOException {
        if (parser.getTextLength() > INTEGER_DIGITS) {
            return real(parser);
        }
        return switch (parser.getNumberValue()) {
            case BigInteger big when big.signum() > 0 && big.compareTo(UINT64_MAX) <= 0 -> big;
            case BigInteger big -> big.doubleValue();
            case Number small -> small.longValue();
        };
    }

    private static double real(JsonParser parser) throws IOException {
        double value = Double.parseDouble(parser.getText());
        if (Double.isInfinite(value)) {
            throw new JsonParseException(parser, "number out of range");
        }
        return value;
    }

    /** The line of a tree. */
    static byte[] line(Object tree) {
        var bytes = new ByteArrayOutputStream();
        try (var generator = FACTORY.createGenerator(bytes)) {
            generator.setPrettyPrinter(new OneLine());
            write(generator, tree);
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot fail to be written", e);
        }
        bytes.writeBytes(END_OF_LINE);
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case Map<?, ?> map -> {
                generator.writeStartObject();
                for (var entry : map.entrySet()) {
                    generator.writeFieldName(wellFormed((String) entry.getKey()));
                    write(generator, entry.getValue());
                }
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                for (var item : list) {
                    write(generator, item);
                }
                generator.writeEndArray();
            }
            case String text -> generator.writeString(wellFormed(text));
            case Boolean bool -> generator.writeBoolean(bool);
            case Long number -> generator.writeNumber(number);
            case BigInteger number -> generator.writeNumber(number);
            case Double number -> generator.writeRawValue(number(number));
            default -> throw new IllegalArgumentException("not neutral: " + value.getClass());
        }
    }

    /** A number as JSON has it; a guest's or a host's NaN becomes null, which is at least valid. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return "null";
        }
        var text = Double.toString(number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Text of the host, such as a file's name, may have halves of surrogate pairs, which UTF-8 has not. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}

package org.backplane.transport.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of errors are those of QEMU 7.2. */
class JsonTest {
    static @Nullable Object read(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, 0, bytes.length);
    }

    static String line(Object tree) {
        return new String(Json.line(tree), StandardCharsets.US_ASCII);
    }

    @Test
    void integersAreExactToTheWholeRangeOfUnsignedOnes() {
        assertEquals(
                List.of(0L, 0L, Long.MIN_VALUE, new BigInteger("18446744073709551615"), 0x1p64),
                read("[0, -0, -9223372036854775808, 18446744073709551615, 18446744073709551616]"));
    }

    @Test
    void singleQuotesAreQuotes() {
        assertEquals(Map.of("a", "it's \"\\'"), read("{'a': 'it\\'s \"\\\\\\''}"));
    }

    @Test
    void escapesAndCharactersBeyondTheFirstPlaneAreRead() {
        assertEquals(
                "\0\b\f\n\r\t/\u00E9\uD83D\uDE00\uD83D\uDE00",
                read("\"\\u0000\\b\\f\\n\\r\\t\\/\u00E9\\ud83d\\uDE00\uD83D\uDE00\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        nope                | invalid keyword 'nope'
        {'a': nope}         | invalid keyword 'nope'
        {"a" "x"}           | missing : in object pair
        {"a":}              | expecting value
        {1:2}               | key is not a string in object
        {"a":1 "b":2}       | expected separator in dict
        {"a":1,}            | expecting value
        {,}                 | expecting value
        [1 2]               | expected separator in list
        [1,]                | expecting value
        [}                  | expecting value
        ]                   | expecting value
        :                   | expecting value
        {"a":1,"a":2}       | duplicate key
        {"a":1,'\\u0061':2} | duplicate key
        "\\z"               | invalid escape sequence in string
        "\\u12"             | \\u12" is not a valid Unicode character
        "\\ud800"           | \\ud800 is not a valid Unicode character
        "\\ud800\\u0041"    | \\ud800 is not a valid Unicode character
        "\\udc00x"          | \\udc00 is not a valid Unicode character
        "\\uffff"           | \\uffff is not a valid Unicode character
        [1e400]             | number out of range
        """)
    void whatIsWrongIsSaidInQemusWords(String text, String error) {
        assertEquals(
                "JSON parse error, " + error,
                assertThrows(CommandException.class, () -> read(text)).message());
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        var wrong = List.of(
                "\u0080",
                "\u00C3",
                "\u00ED\u00A0\u0080",
                "\u00F4\u0090\u0080\u0080",
                "\u00EF\u00BF\u00BF",
                "\u00C0\u0080");
        for (var text : wrong) {
            var bytes = ("\"" + text + "\"").getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(
                    "JSON parse error, invalid UTF-8 sequence in string",
                    assertThrows(CommandException.class, () -> Json.read(bytes, 0, bytes.length))
                            .message());
        }
    }

    @Test
    void aLineIsAsciiAndLaidOutAsQemus() {
        assertEquals(
                "{\"return\": [1, true, null, \"\\u00E9\\uD83D\\uDE00\\n\"]}\r\n",
                line(Map.of("return", Arrays.asList(1L, true, null, "\u00E9\uD83D\uDE00\n"))));
    }

    @Test
    void noControlCharacterLeavesAsItIs() {
        assertEquals(
                "{\"a\\u007F\": \"\\u0000\\u001F \\u007F\\u0080\"}\r\n",
                line(Map.of("a\u007F", "\u0000\u001f \u007f\u0080")));
    }

    @Test
    void halvesOfSurrogatePairsDoNotLeave() {
        assertEquals("\"a?b\"\r\n", line("a\uD800b"));
    }

    @Test
    void noNumberIsInvalid() {
        assertEquals(
                "[18446744073709551615, -0, 0.1, null]\r\n",
                line(List.of(new BigInteger("18446744073709551615"), -0.0, 0.1, Double.NaN)));
    }

    @Test
    void theDeepestMessageIsReadAndWritten() {
        var deep = "[".repeat(Framer.MAX_DEPTH) + "]".repeat(Framer.MAX_DEPTH);
        assertEquals(deep + "\r\n", line(Objects.requireNonNull(read(deep))));
    }
}

package org.backplane.transport.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramerTest {
    private static final String NEXT = "{'next': 1}";

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What is found in pieces that come one by one; each time by a framer that knows only what was remembered. */
    static List<String> found(String... pieces) {
        var found = new ArrayList<String>();
        var buffer = ByteBuffer.allocate(String.join("", pieces).length());
        var framer = new Framer();
        for (var piece : pieces) {
            buffer.put(bytes(piece)).flip();
            for (var one = framer.find(buffer); one != null; one = framer.find(buffer)) {
                found.add(text(one, buffer));
            }
            buffer.compact();
            framer = framer.isFresh() ? new Framer() : Framer.resumed(framer.remembered());
        }
        return found;
    }

    private static String text(Framer.Found found, ByteBuffer buffer) {
        return switch (found) {
            case Framer.Frame(var offset, var length) ->
                new String(buffer.array(), buffer.arrayOffset() + offset, length, StandardCharsets.ISO_8859_1);
            case Framer.Garbage(var error) -> "! " + error;
        };
    }

    @Test
    void messagesNeedNothingBetweenThem() {
        assertEquals(List.of("{'a': [1]}", "[]", "\"x\"", "{}"), found("{'a': [1]}[]\"x\"{}"));
    }

    @Test
    void bracketsInStringsDoNotCount() {
        assertEquals(List.of("{'a': '}\\'}', \"b\": \"]\\\"'\"}"), found("{'a': '}\\'}', \"b\": \"]\\\"'\"}{"));
    }

    @Test
    void aMessageIsFoundHoweverItIsSplit() {
        var text = "{'a': \"}\\\"\", 'b': [-1.5e+3, true]}\r\n@ x {'c': 01}\n{'d': 'x\n 12 " + NEXT + "\u0001" + NEXT;
        var expected = found(text);
        assertEquals(8, expected.size(), expected::toString);
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                assertEquals(
                        expected,
                        found(text.substring(0, first), text.substring(first, second), text.substring(second)));
            }
        }
    }

    @Test
    void aNumberEndsWhereItCannotGoOn() {
        assertEquals(List.of(), found("12"));
        assertEquals(List.of("12"), found("12 "));
        assertEquals(List.of("nul", NEXT), found("nul" + NEXT));
    }

    @Test
    void whatIsStrayIsShown() {
        assertEquals(List.of("! JSON parse error, stray '@'"), found("@"));
        assertEquals(List.of("! JSON parse error, stray '01'"), found("01"));
        assertEquals(List.of("! JSON parse error, stray '1.a'"), found("1.a"));
        assertEquals(List.of("! JSON parse error, stray '\u0001'"), found("\u0001"));
        assertEquals(List.of("! JSON parse error, stray '\uFFFD'"), found("\u00FF"));
        assertEquals(List.of("! JSON parse error, stray '\"a\n'"), found("{\"x\": \"a\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a': @",
                "{'a': 'b",
                "{'a': \"b\\",
                "[[[[#",
                "@ don't",
                "{'a': 01",
                "{\"a\": 'b\t{'c': 1}",
                "{'a': -x}}}",
                "$ ]]",
                "{'a': [@ }}"
            })
    void afterAnErrorTheCommandOnTheNextLineIsFound(String garbage) {
        var found = found(garbage + "\n" + NEXT + "\n");
        assertEquals(NEXT, found.getLast().strip());
        assertTrue(found.getFirst().startsWith("! "), found::toString);
    }

    @Test
    void afterAnErrorInsideAMessageTheCommandBehindItIsFound() {
        assertEquals(List.of("! JSON parse error, stray '@'", NEXT), found("{'a': @, 'b': ['}', {}]} " + NEXT));
    }

    @Test
    void aControlByteStartsAnewWhereverItIs() {
        for (var before : List.of("{'a': [", "{'a': 'b", "[{'a'", "-", "'\\")) {
            var found = found(before + "\u0001" + NEXT);
            assertEquals(2, found.size(), before);
            assertEquals(NEXT, found.getLast());
        }
    }

    @Test
    void tooDeepIsRefusedOnceAndTheNextLineIsFound() {
        assertEquals(
                List.of("! JSON nesting depth limit exceeded", NEXT),
                found("[".repeat(Framer.MAX_DEPTH + 6) + "\n" + NEXT));
        var deepest = "[".repeat(Framer.MAX_DEPTH) + "]".repeat(Framer.MAX_DEPTH);
        assertEquals(List.of(deepest), found(deepest));
    }

    @Test
    void tooManyTokensAreRefusedOnceAndTheNextMessageIsFound() {
        var many = "[" + "1,".repeat(Framer.MAX_TOKENS + 5) + "1]";
        assertEquals(List.of("! JSON token count limit exceeded", NEXT), found(many + NEXT));
    }

    @Test
    void whatIsTooLongIsRefusedOnceAndNotKept() {
        int piece = 4 << 20;
        var found = new ArrayList<String>();
        var framer = new Framer();
        var kept = bytes("\"");
        for (int given = 0; given < Framer.MAX_SIZE + 2 * piece; given += piece) {
            var longer = Arrays.copyOf(kept, kept.length + piece);
            Arrays.fill(longer, kept.length, longer.length, (byte) 'x');
            var input = ByteBuffer.wrap(longer);
            for (var one = framer.find(input); one != null; one = framer.find(input)) {
                found.add(text(one, input));
            }
            kept = Arrays.copyOfRange(longer, input.position(), longer.length);
        }
        assertEquals(List.of("! JSON token size limit exceeded"), found);
        assertEquals(0, kept.length);
    }

    @Test
    void noBytesKeepTheNextCommandFromBeingFound() {
        var random = new Random(7);
        var alphabet = "{}[]:,\"'\\ \n\t0123-+.eEatru\u0001\u00ff\u00c3@";
        for (int i = 0; i < 20_000; i++) {
            var garbage = new StringBuilder();
            random.ints(random.nextInt(40), 0, alphabet.length()).forEach(c -> garbage.append(alphabet.charAt(c)));
            // a control byte, because brackets that garbage leaves open rightly wait to be closed
            assertEquals(NEXT, found(garbage + "\u0001" + NEXT).getLast(), garbage::toString);
        }
    }
}

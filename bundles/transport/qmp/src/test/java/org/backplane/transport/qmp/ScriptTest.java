package org.backplane.transport.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Request;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static Composite.Parts parts(String script) {
        return new Script(new ScriptText("s.qmp", script.getBytes(StandardCharsets.UTF_8))).parts();
    }

    private static String problems(String script) {
        return String.join(
                "\n",
                parts(script).problems().stream().map(CommandException::message).toList());
    }

    /** What is said of an argument of the last command. */
    private static String place(String script, String message, String... path) {
        return parts(script).requests().getLast().place().explain(List.of(path), message);
    }

    @Test
    void messagesAreCommandsHoweverTheyAreLaidOut() {
        var parts = parts("""
                {"execute": "qmp_capabilities"}
                {"execute": "a", "id": 1}{'execute': 'b',
                  'arguments': {"x": [1, "two"]}}
                """);
        assertEquals(List.of(), parts.problems());
        assertEquals(
                List.of("a", "b"),
                parts.requests().stream().map(Request::command).toList());
        assertEquals(Map.of("x", List.of(1L, "two")), parts.requests().getLast().arguments());
    }

    @Test
    void theLastMessageNeedsNoLineEnd() {
        assertEquals("a", parts("{\"execute\": \"a\"}").requests().getFirst().command());
    }

    @Test
    void negotiationThatComesLaterIsACommand() {
        assertEquals(
                "qmp_capabilities",
                parts("{\"execute\": \"a\"}{\"execute\": \"qmp_capabilities\"}")
                        .requests()
                        .getLast()
                        .command());
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithItsPlace() {
        assertEquals("""
                s.qmp:1:17: JSON parse error, expecting value
                {"execute": "a",}
                                ^
                s.qmp:2:2: JSON parse error, stray '@'
                 @ {"execute": "b"}
                 ^
                s.qmp:3:1: QMP input must be a JSON object
                [1]
                ^
                s.qmp:4:3: QMP input member 'run' is unexpected
                  {"run": "c"}
                  ^
                s.qmp:6:1: JSON parse error: this message does not end
                {"execute": [
                ^""".lines().toList(), problems("""
                {"execute": "a",}
                 @ {"execute": "b"}
                [1]
                  {"run": "c"}
                {"execute": "d"}
                {"execute": [
                """).lines().toList());
    }

    @Test
    void whatIsBehindAMistakeIsRead() {
        assertEquals(
                List.of("a", "b"),
                parts("{\"execute\": \"a\"}\n}\n{]\n{\"execute\": \"b\"}").requests().stream()
                        .map(Request::command)
                        .toList());
    }

    @Test
    void anErrorOfAnArgumentPointsAtIt() {
        var script = "\n{\"execute\": \"a\", \"arguments\": {\"x\": [1, {\"\u00e9\": \"two\"}]}}\r\n";
        var line = "\n{\"execute\": \"a\", \"arguments\": {\"x\": [1, {\"\u00e9\": \"two\"}]}}\n";
        assertEquals("s.qmp:2:13: wrong" + line + " ".repeat(12) + "^", place(script, "wrong"));
        assertEquals("s.qmp:2:47: wrong" + line + " ".repeat(46) + "^", place(script, "wrong", "x", "1", "\u00e9"));
        assertEquals(
                "s.qmp:2:42: it is unexpected" + line + " ".repeat(41) + "^",
                place(script, "it is unexpected", "x", "1", "\u00e9"));
        assertEquals("s.qmp:2:41: missing" + line + " ".repeat(40) + "^", place(script, "missing", "x", "1", "z"));
        assertEquals("s.qmp:2:37: missing" + line + " ".repeat(36) + "^", place(script, "missing", "x", "7"));
    }

    @Test
    void anArgumentOfAMessageWithoutSomeIsTheCommands() {
        assertEquals("s.qmp:1:1: missing\n{\"execute\": \"a\"}\n^", place("{\"execute\": \"a\"}", "missing", "x"));
    }

    @Test
    void aLongLineIsCutAroundThePlace() {
        var told = place(
                "{\"execute\": \"a\", \"arguments\": {\"x\": \"%s\", \"y\": 7}}".formatted("z".repeat(500)), "w", "y");
        assertTrue(told.startsWith("s.qmp:1:546: w\n"), told);
        assertEquals(List.of(103, 101), told.lines().skip(1).map(String::length).toList());
    }
}

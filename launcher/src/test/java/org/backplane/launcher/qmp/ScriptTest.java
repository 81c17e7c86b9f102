package org.backplane.launcher.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
    @Test
    void everyLineIsACommandButForEmptyOnesAndRemarks() throws Exception {
        assertEquals(List.of("2 stop", "5 cont"), entries("\n stop \n# a remark\n\ncont"));
    }

    @Test
    void aMessageMayGoOverSeveralLines() throws Exception {
        var script = "{\"execute\":\n  \"a } \\\" {\"\n}\nstop\n{\"execute\": \"b\"}\n";
        assertEquals(
                List.of("1 {\"execute\":\n  \"a } \\\" {\"\n}", "4 stop", "5 {\"execute\": \"b\"}"), entries(script));
    }

    @Test
    void aMessageThatDoesNotEndIsRefusedByItsLine() {
        var refusal = assertThrows(QmpException.class, () -> entries("stop\n{\"execute\":\n"));
        assertEquals("line 2: this message does not end", refusal.getMessage());
    }

    @Test
    void quotesKeepWordsTogether() throws Exception {
        assertEquals(List.of("plug", "id=a b", "x=", "y=it's"), words("plug id='a b'  \"x=\" y=\"it's\""));
        assertThrows(QmpException.class, () -> words("plug 'id"));
    }

    private static List<String> words(String line) throws QmpException {
        return new Script.Entry(1, line).words();
    }

    private static List<String> entries(String text) throws Exception {
        var script = new Script(new BufferedReader(new StringReader(text)));
        var entries = new ArrayList<String>();
        for (var entry = script.next(); entry.isPresent(); entry = script.next()) {
            entries.add(entry.get().line() + " " + entry.get().text());
        }
        return entries;
    }
}

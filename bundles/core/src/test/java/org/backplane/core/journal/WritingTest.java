package org.backplane.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritingTest {
    @Test
    void aMessageOfQmpIsJsonInAscii() {
        assertEquals(
                "{\"execute\": \"make\", \"arguments\": {\"a\": \"\\u00e9\\\"\\\\\\u000a\", \"b\": [1, true, null, 0.5]}}\n",
                text(Format.QMP, members("a", "\u00e9\"\\\n", "b", Arrays.asList(1L, true, null, 0.5))));
    }

    @Test
    void aConfigurationFileHasNothingThatTemplatesWouldRead() {
        assertEquals(
                "- make: {\"a\": \"\\u007b\\u007b x \\u007d\\u007d\\u007b% y\", \"b\": {}}\n",
                text(Format.CONFIG, members("a", "{{ x }}{% y", "b", Map.of())));
    }

    @Test
    void aWordOfACommandLineIsQuoted() {
        assertEquals(
                "backplane \\\n    -m '{\"a\": \"it'\\''s $HOME\"}' \\\n    -S\n",
                text(Format.CLI, members("a", "it's $HOME")));
    }

    @Test
    void aCommandLineLeavesAMachineUnbuiltThatIsSo() {
        assertEquals("backplane \\\n    -m '{}' \\\n    --preconfig\n", text(Format.CLI, Map.of(), false));
    }

    private static String text(Format format, Map<String, Object> arguments) {
        return text(format, arguments, true);
    }

    private static String text(Format format, Map<String, Object> arguments, boolean isBuilt) {
        return Writing.of(List.of(new Entry(1, Instant.EPOCH, "me", "make", arguments)), format, _ -> "m", isBuilt);
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        var members = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}

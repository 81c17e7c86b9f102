package org.backplane.launcher.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final String SCHEMA = """
            [{"name": "plug", "meta-type": "command", "arg-type": "0", "ret-type": "9"},
             {"name": "0", "meta-type": "object", "tag": "driver", "members": [
                {"name": "driver", "type": "1"}, {"name": "id", "type": "str"}, {"name": "count", "type": "int"},
                {"name": "read-only", "type": "bool"}, {"name": "names", "type": "[str]"},
                {"name": "file", "type": "4"}, {"name": "ratio", "type": "number"}, {"name": "extra", "type": "any"}],
              "variants": [{"case": "disk", "type": "2"}, {"case": "net", "type": "3"}]},
             {"name": "1", "meta-type": "enum", "values": ["disk", "net"]},
             {"name": "2", "meta-type": "object", "members": [{"name": "serial", "type": "str"}]},
             {"name": "3", "meta-type": "object", "members": [{"name": "serial", "type": "int"}]},
             {"name": "4", "meta-type": "alternate", "members": [{"type": "5"}, {"type": "str"}]},
             {"name": "5", "meta-type": "object", "members": [{"name": "size", "type": "int"}]},
             {"name": "9", "meta-type": "object", "members": []},
             {"name": "[str]", "meta-type": "array", "element-type": "str"},
             {"name": "str", "meta-type": "builtin", "json-type": "string"},
             {"name": "int", "meta-type": "builtin", "json-type": "int"},
             {"name": "bool", "meta-type": "builtin", "json-type": "boolean"},
             {"name": "number", "meta-type": "builtin", "json-type": "number"},
             {"name": "any", "meta-type": "builtin", "json-type": "value"}]""";

    private final Words words = new Words((JsonArray) Json.parse(SCHEMA));

    @Test
    void aWordIsReadAsTheSchemaHasIt() throws Exception {
        assertArguments("{\"id\":\"7\",\"count\":7}", "id=7", "count=7");
        assertArguments("{\"read-only\":true,\"ratio\":0.5}", "read-only=on", "ratio=0.5");
        assertArguments("{\"extra\":{\"a\":1}}", "extra={\"a\": 1}");
        assertArguments("{\"extra\":\"so\"}", "extra=so");
    }

    @Test
    void aNumberMayBeWrittenAsASize() throws Exception {
        assertArguments("{\"count\":536870912}", "count=512M");
        assertArguments("{\"count\":4096}", "count=0x1000");
    }

    @Test
    void theMembersOfABranchAreThoseThatTheTagChooses() throws Exception {
        assertArguments("{\"driver\":\"disk\",\"serial\":\"7\"}", "driver=disk", "serial=7");
        assertArguments("{\"driver\":\"net\",\"serial\":7}", "driver=net", "serial=7");
    }

    @Test
    void namesLeadInwards() throws Exception {
        assertArguments("{\"file\":{\"size\":1024}}", "file.size=1k");
        assertArguments("{\"file\":\"name\"}", "file=name");
    }

    @Test
    void aListIsWrittenWithCommasOrNumbersOrInJson() throws Exception {
        assertArguments("{\"names\":[\"1\",\"2\"]}", "names=1,2");
        assertArguments("{\"names\":[\"1,5\",\"2\"]}", "names.0=1,5", "names.1=2");
        assertArguments("{\"names\":[\"a\"]}", "names=[\"a\"]");
    }

    @Test
    void whatTheSchemaDoesNotKnowIsLeftToTheServer() throws Exception {
        assertArguments("{\"nope\":7,\"count\":\"many\"}", "nope=7", "count=many");
        assertEquals("{\"a\":1}", words.arguments("unheard-of", List.of("a=1")).toString());
    }

    @Test
    void allArgumentsMayBeOneObject() throws Exception {
        assertTrue(Words.areTyped(List.of("{\"id\": 7}")));
        assertEquals("{\"id\":7}", Words.typed(List.of("{\"id\": 7}")).toString());
        assertThrows(QmpException.class, () -> Words.typed(List.of("{\"id\": ")));
    }

    @Test
    void aWordThatMakesNoSenseIsNamed() {
        assertEquals("id: this is given twice", refusal("id=1", "id=2"));
        assertEquals("id.x: 'id' has a value already", refusal("id=1", "id.x=2"));
        assertTrue(refusal("id").startsWith("id: expected NAME=VALUE"));
    }

    private void assertArguments(String expected, String... given) throws Exception {
        assertEquals(expected, words.arguments("plug", List.of(given)).toString());
    }

    private String refusal(String... given) {
        return String.valueOf(assertThrows(QmpException.class, () -> words.arguments("plug", List.of(given)))
                .getMessage());
    }
}

package org.backplane.transport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.junit.jupiter.api.Test;

class KeyValuesTest {
    @Test
    void theFirstPartHasTheImpliedName() {
        assertEquals(Map.of("driver", "uart", "id", "a=b"), KeyValues.parse("uart,id=a=b", "driver"));
    }

    @Test
    void aCommaInAValueIsWrittenTwice() {
        assertEquals(Map.of("file", "a,b", "x", ""), KeyValues.parse("file=a,,b,x=", "driver"));
    }

    @Test
    void dotsNestAndNumbersMakeLists() {
        assertEquals(
                Map.of("id", "c", "backend", Map.of("type", "stdio", "names", List.of("p", "q"))),
                KeyValues.parse("c,backend.type=stdio,backend.names.0=p,backend.names.1=q", "id"));
    }

    @Test
    void aLaterPartHasAName() {
        var error = assertThrows(CommandException.class, () -> KeyValues.parse("a,b", "driver"));
        assertEquals("Expected '=' after parameter 'b'", error.message());
    }

    @Test
    void aNameIsGivenOnce() {
        var error = assertThrows(CommandException.class, () -> KeyValues.parse("a=1,a=2", ""));
        assertEquals("Parameter 'a' is given twice", error.message());
    }

    @Test
    void aNameIsAValueOrAGroup() {
        assertThrows(CommandException.class, () -> KeyValues.parse("a=1,a.b=2", ""));
    }
}

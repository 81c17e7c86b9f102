package org.backplane.api.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private static String refusal(Runnable action) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    @Test
    void thingsAreFoundByNameAndKind() {
        var handover = Handover.of(Map.of("descriptor", 7));
        assertEquals(7, handover.get("descriptor", Integer.class));
        assertEquals(Optional.empty(), handover.find("channel", String.class));
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsNamed() {
        var handover = Handover.of(Map.of("descriptor", 7));
        assertEquals("the other version leaves no 'channel'", refusal(() -> handover.get("channel", String.class)));
        assertEquals(
                "'descriptor' is Integer, expected String", refusal(() -> handover.get("descriptor", String.class)));
    }

    @Test
    void nothingOfABundlesOwnClassesIsHandedOver() {
        assertEquals(
                "'test' is of org.backplane.api.backend.HandoverTest, which is not the JDK's",
                refusal(() -> Handover.of(Map.of("test", new HandoverTest()))));
    }
}

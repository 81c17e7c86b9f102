package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
    @Test
    void aWarningIsOneLineThatSaysWhoItIsFrom() {
        assertEquals(
                "backplane: warning: the disk is full%n".formatted(),
                format(new LogRecord(Level.WARNING, "the disk is full")));
    }

    @Test
    void anInternalErrorBringsItsStackTrace() {
        var entry = new LogRecord(Level.SEVERE, "plic0 failed");
        entry.setThrown(new IllegalStateException("odd"));
        var text = format(entry);
        assertTrue(
                text.startsWith("backplane: error: plic0 failed%njava.lang.IllegalStateException: odd%n".formatted()));
        assertTrue(text.contains("\tat " + LoggingTest.class.getName()));
    }

    @Test
    void aLevelThatIsNoneIsAnErrorThatNamesThem() {
        var refused = assertThrows(StartException.class, () -> Logging.configure(Map.of("BACKPLANE_LOG", "loud")));
        assertEquals("BACKPLANE_LOG=loud: expected one of error, warning, info, debug, trace", refused.getMessage());
    }

    private static String format(LogRecord entry) {
        return new Logging.Plain().format(entry);
    }
}

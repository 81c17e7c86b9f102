package org.backplane.core.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevType;
import org.backplane.core.FakeCall;
import org.backplane.core.FakeRegistry;
import org.backplane.core.board.Chardevs;
import org.backplane.core.board.MachineLock;
import org.junit.jupiter.api.Test;

class ChardevAddTest {
    record Properties(boolean opens) {}

    static final class Type implements ChardevType<Properties> {
        @Override
        public Chardev open(Properties properties) throws IOException {
            if (!properties.opens()) {
                throw new IOException("it is locked");
            }
            return new Nothing(InputStream.nullInputStream(), OutputStream.nullOutputStream());
        }
    }

    record Nothing(InputStream input, OutputStream output) implements Chardev {
        @Override
        public void close() {}
    }

    final FakeRegistry registry = new FakeRegistry();
    final Chardevs chardevs = new Chardevs(registry.catalog(), new MachineLock());
    final FakeCall call = new FakeCall();

    ChardevAddTest() {
        registry.register(ChardevType.class, "backplane.chardev.name", "type", new Type());
    }

    void add(String id, boolean opens) {
        var backend = new ChardevAdd.ChardevBackend("type", Map.of("opens", opens));
        new ChardevAdd(chardevs)
                .run(new ChardevAdd.Arguments(id, backend), call)
                .toCompletableFuture()
                .join();
    }

    @Test
    void whatWasOpenedIsTakenBack() {
        add("one", true);
        assertEquals(Set.of("one"), chardevs.names());
        call.takeBack();
        assertEquals(Set.of(), chardevs.names());
    }

    @Test
    void aFailureTakesNothingBackThatWasThereBefore() {
        add("one", true);
        call.keep();
        assertThrows(CompletionException.class, () -> add("one", true));
        assertThrows(CompletionException.class, () -> add("two", false));
        call.takeBack();
        assertEquals(Set.of("one"), chardevs.names());
    }
}

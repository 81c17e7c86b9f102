package org.backplane.core.commands.character;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.backplane.core.Bench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryChardevTest {
    final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCharacterDeviceIsOpenAtTheFrontWhenALineLeadsToIt() {
        bench.chardevs.add("c0", "silent", Map.of());
        bench.chardevs.add("c1", "silent", Map.of());
        bench.chardevs.addSerial("c1");
        assertEquals(
                List.of(
                        new QueryChardev.ChardevInfo("c0", "silent", false),
                        new QueryChardev.ChardevInfo("c1", "silent", true)),
                bench.give(new QueryChardev(bench.chardevs)));
    }

    @Test
    void theTypesAreThoseThatAreThere() {
        assertEquals(
                List.of(new QueryChardevBackends.ChardevBackendInfo("silent")),
                bench.give(new QueryChardevBackends(bench.catalog)));
    }
}

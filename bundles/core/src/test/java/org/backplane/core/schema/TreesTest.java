package org.backplane.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Rest;
import org.backplane.api.phase.RunState;
import org.backplane.api.schema.Schema;
import org.junit.jupiter.api.Test;

class TreesTest {
    record Answer(RunState runState, Optional<String> absent, DataSize memory, List<Integer> some) {}

    record Flat(String type, @Rest Map<String, Object> more) {}

    @Test
    void aRecordTakesTheNamesOfTheWire() {
        var answer = new Answer(RunState.GUEST_PANICKED, Optional.empty(), new DataSize(4096), List.of(1, 2));
        assertEquals(Map.of("run-state", "guest-panicked", "memory", 4096L, "some", List.of(1L, 2L)), Trees.of(answer));
    }

    @Test
    void theRestIsFlat() {
        assertEquals(Map.of("type", "x", "a", 1L), Trees.of(new Flat("x", Map.of("a", 1L))));
    }

    @Test
    void theSchemaOfARecordIsItsComponents() {
        var schema = SchemaReader.struct(Answer.class);
        assertEquals("answer", schema.name());
        assertEquals(
                List.of("run-state", "absent", "memory", "some"),
                schema.members().stream().map(Schema.Member::name).toList());
        assertEquals(Schema.Scalar.SIZE, schema.member("memory").orElseThrow().type());
    }
}

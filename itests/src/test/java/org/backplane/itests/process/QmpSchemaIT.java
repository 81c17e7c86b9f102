package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What query-qmp-schema says, by itself and beside QEMU's. */
@Timeout(300)
class QmpSchemaIT {
    private static final Path REVIEWED =
            Path.of(System.getProperty("backplane.golden.file")).resolveSibling("qemu-schema-differences.txt");

    @TempDir
    private Path directory;

    @Test
    void everyTypeThatIsUsedIsDescribedOnceAndNoOtherIs() throws Exception {
        var schema = ourSchema();
        var described = new HashSet<String>();
        var used = new HashSet<String>();
        for (var info : schema.getValuesAs(JsonObject.class)) {
            assertTrue(described.add(info.getString("name")), info::toString);
            collectTypes(info, used);
        }
        for (var info : schema.getValuesAs(JsonObject.class)) {
            boolean isType = !info.getString("meta-type").matches("command|event|builtin");
            assertTrue(!isType || used.contains(info.getString("name")), info::toString);
        }
        used.removeAll(described);
        assertEquals(new HashSet<>(), used);
    }

    private static void collectTypes(JsonObject info, Set<String> used) {
        for (var key : new String[] {"arg-type", "ret-type", "element-type", "type"}) {
            if (info.containsKey(key)) {
                used.add(info.getString(key));
            }
        }
        for (var key : new String[] {"members", "variants"}) {
            if (info.get(key) instanceof JsonArray parts) {
                parts.forEach(part -> collectTypes(part.asJsonObject(), used));
            }
        }
    }

    @Test
    void itIsQemusButForTheDifferencesThatWereReviewed() throws Exception {
        try (var qemu = Qemu.start(directory, "-M", "none")) {
            var theirs = qemu.client().negotiate();
            var comparison = new SchemaComparison(ourSchema(), (JsonArray) theirs.run("query-qmp-schema"));
            assertTrue(comparison.shared().contains("query-status"));
            assertTrue(comparison.shared().contains("RESUME"));
            assertEquals(
                    lines(Reviewed.lines(REVIEWED)), lines(comparison.differences()), REVIEWED + " has the reasons");
        }
    }

    private static String lines(SortedSet<String> differences) {
        return String.join("\n", differences);
    }

    private JsonArray ourSchema() throws Exception {
        var socket = directory.resolve("ours.sock");
        try (var backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
                var client = QmpClient.negotiated(socket)) {
            assertTrue(backplane.isAlive());
            return (JsonArray) client.run("query-qmp-schema");
        }
    }
}

package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The table of phases, which {@link CommandWalkIT} holds the program to, refuses what QEMU 7.2 refuses. */
@Timeout(120)
class QmpPhasesIT {
    private static final Path REVIEWED = PhaseTable.FILE.resolveSibling("qemu-phase-differences.txt");

    /** Where QEMU waits with -preconfig. */
    private static final String PRECONFIG = "late-backends-created";

    private static final String READY = "machine-ready";
    private static final String LEAVE = "x-exit-preconfig";

    @TempDir
    private Path directory;

    @Test
    void commandsAreRefusedWhereQemuRefusesThem() throws Exception {
        var table = PhaseTable.read();
        var differences = new TreeSet<String>();
        try (var qemu = Qemu.start(directory, "-machine", "virt", "-m", "16M", "-bios", "none", "-preconfig", "-S")) {
            var client = qemu.client().negotiate();
            var shared = new TreeSet<>(table.commands());
            shared.retainAll(commands(client));
            shared.remove("quit");
            for (var command : shared) {
                if (!command.equals(LEAVE)) {
                    compare(client, table, command, PRECONFIG, differences);
                }
            }
            client.run(LEAVE);
            for (var command : shared) {
                compare(client, table, command, READY, differences);
            }
        }
        assertEquals(
                String.join("\n", Reviewed.lines(REVIEWED)),
                String.join("\n", differences),
                REVIEWED + " has the reasons");
    }

    private static Set<String> commands(QmpClient client) throws Exception {
        var names = new TreeSet<String>();
        for (var entry : ((JsonArray) client.run("query-commands")).getValuesAs(JsonObject.class)) {
            names.add(entry.getString("name"));
        }
        return names;
    }

    /** Without arguments a command does little; where it may not be given, that is said before anything else. */
    private static void compare(
            QmpClient client, PhaseTable table, String command, String phase, Set<String> differences)
            throws Exception {
        boolean isRefused = client.ask("{\"execute\": \"%s\"}".formatted(command))
                .toString()
                .contains(" is permitted only ");
        if (isRefused == table.allows(command, phase)) {
            differences.add(
                    "%s in %s: %s".formatted(command, phase, isRefused ? "allowed only here" : "refused only here"));
        }
    }
}

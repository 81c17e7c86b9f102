package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest that works on checksums and rewrites its own code, stopped and continued all the time: no sum is ever wrong, and
 * neither memory nor the number of regions grows. {@code -Dbackplane.soak} is for how many seconds.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class TranslatorSoakIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("backplane.soak"));
    private static final Path SOURCES = Path.of("bench", "guest");
    /** What the guest's sums come to on QEMU; it changes them when it finds one of its own wrong. */
    private static final String SUM = "s=05f906d4d7a9125f";

    private static final String COMPILER = "riscv64-unknown-elf-gcc";

    /** Between two stops: rounds of the guest, each a tenth of a second when all is translated. */
    private static final int ROUNDS = 10;

    /** What a hart holds at most, see its engine. */
    private static final long MOST_REGIONS = 2000;

    /** By how many MiB resident memory may wander: in a short run HotSpot is still at work. */
    private static final long SLACK = LENGTH.toSeconds() < 60 ? 128 : 48;

    @TempDir
    private Path directory;

    private record Sample(long residentMib, long regions, long installed) {}

    private void build() throws IOException, InterruptedException {
        HostProgram.need("gcc-riscv64-unknown-elf", COMPILER);
        new HostProgram(COMPILER)
                .run(
                        "-O2",
                        "-march=rv64gc",
                        "-mabi=lp64d",
                        "-mcmodel=medany",
                        "-ffreestanding",
                        "-nostdlib",
                        "-nostartfiles",
                        "-static",
                        "-fno-tree-loop-distribute-patterns",
                        "-DSECONDS=1000000",
                        "-T",
                        SOURCES.resolve("link.ld"),
                        "-I",
                        SOURCES,
                        "-o",
                        directory.resolve("soak.elf"),
                        SOURCES.resolve("crt0.S"),
                        SOURCES.resolve("rt.c"),
                        SOURCES.resolve("wl_soak.c"));
    }

    @Test
    void aBusyGuestThatIsStoppedAllTheTimeStaysRightAndSmall() throws Exception {
        build();
        try (var backplane = BackplaneProcess.start(
                        directory, "firmware.yaml", "firmware=soak.elf", "--qmp", "unix:qmp.sock");
                var client = QmpClient.negotiated(directory.resolve("qmp.sock"))) {
            var samples = new ArrayList<Sample>();
            for (var end = Instant.now().plus(LENGTH); Instant.now().isBefore(end); ) {
                for (int i = 0; i < ROUNDS; i++) {
                    backplane.await("\nR ");
                }
                client.run("stop");
                client.event("STOP");
                samples.add(sample(backplane, client));
                client.run("cont");
                client.event("RESUME");
            }
            client.run("quit");
            assertEquals(0, backplane.exitStatus());
            System.out.printf(
                    "soak: %d stops, first %s, last %s%n", samples.size(), samples.getFirst(), samples.getLast());
            assertNoWrongSum(backplane.stdout());
            assertFlat(samples);
        }
    }

    private static Sample sample(BackplaneProcess backplane, QmpClient client)
            throws IOException, InterruptedException {
        long installed = figure(client, "regions-installed");
        return new Sample(backplane.residentMib(), installed - figure(client, "regions-removed"), installed);
    }

    private static long figure(QmpClient client, String name) throws IOException, InterruptedException {
        var hart = client.run("query-cpus-fast").asJsonArray().getJsonObject(0).getString("qom-path");
        var value = client.run("qom-get", "{\"path\": \"%s\", \"property\": \"%s\"}".formatted(hart, name));
        return ((JsonNumber) value).longValue();
    }

    private static void assertNoWrongSum(String output) {
        var sums = output.substring(0, output.lastIndexOf('\n'))
                .lines()
                .filter(line -> line.startsWith("R "))
                .map(line -> line.substring(line.indexOf("s=")).strip())
                .distinct()
                .toList();
        assertEquals(List.of(SUM), sums);
    }

    private static void assertFlat(List<Sample> samples) {
        var last = samples.getLast();
        var middle = samples.get(samples.size() / 2);
        assertTrue(last.installed() > middle.installed(), () -> "code is translated to the end: " + samples);
        samples.forEach(sample -> assertTrue(sample.regions() <= MOST_REGIONS, sample::toString));
        assertTrue(last.residentMib() <= middle.residentMib() + SLACK, () -> "resident memory has grown: " + samples);
    }
}

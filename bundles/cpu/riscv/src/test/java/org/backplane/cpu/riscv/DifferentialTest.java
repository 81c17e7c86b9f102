package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.backplane.cpu.riscv.Comparison.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of instructions end here as they do on QEMU. {@code -Dbackplane.diff.sequences=N} asks for more of
 * them and {@code -Dbackplane.diff.seed=S} for others; a failing one says its seed.
 */
class DifferentialTest {
    private static final long SEQUENCES = Long.getLong("backplane.diff.sequences", 10_000);
    private static final long SEED = Long.getLong("backplane.diff.seed", 1);
    private static final int BATCH = 500;
    private static final int ENOUGH_FAILURES = 10;

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 1, unit = java.util.concurrent.TimeUnit.DAYS)
    void randomSequencesEndAsTheyDoOnQemu() throws Exception {
        assumeTrue(QemuRunner.present(), "there is no qemu-system-riscv64 here to compare with");
        var comparison = new Comparison(new HartRunner(board -> board.hart(BatchImage.ISA)), new QemuRunner(directory));
        var failures = new ArrayList<Failure>();
        for (long done = 0; done < SEQUENCES && failures.size() < ENOUGH_FAILURES; done += BATCH) {
            long first = SEED + done;
            var sequences = LongStream.range(first, first + Math.min(BATCH, SEQUENCES - done))
                    .mapToObj(SequenceGenerator::sequence)
                    .toList();
            failures.addAll(comparison.failures(sequences));
        }
        var shown = new ArrayList<Failure>();
        for (var failure : failures.subList(0, Math.min(failures.size(), ENOUGH_FAILURES))) {
            shown.add(comparison.minimised(failure));
        }
        assertTrue(
                shown.isEmpty(),
                () -> shown.stream().map(Failure::toString).collect(Collectors.joining("\n", "\n", "")));
    }
}

package org.backplane.cpu.riscv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs sequences on two machines and says which end differently; a sequence that does is made as short as may be. */
record Comparison(ImageRunner tested, ImageRunner oracle) {

    /** A sequence and what was different. */
    record Failure(Sequence sequence, int index, List<String> differences) {
        @Override
        public String toString() {
            return """
                    seed %d, %s from mode %d%s:
                    %s  %s
                    """.formatted(
                            sequence.seed(),
                            sequence.profile(),
                            sequence.mode(),
                            sequence.translated() ? ", translated" : "",
                            sequence.disassembly(BatchImage.base(sequence, index)),
                            String.join("\n  ", differences));
        }
    }

    /** Those that end differently. */
    List<Failure> failures(List<Sequence> sequences) throws IOException, InterruptedException {
        byte[] image = BatchImage.of(sequences);
        byte[] expected = oracle.run(image);
        byte[] actual = tested.run(image);
        var failures = new ArrayList<Failure>();
        for (int index = 0; index < sequences.size(); index++) {
            var differences = new Outcome(actual, index).differences(new Outcome(expected, index));
            if (!differences.isEmpty()) {
                failures.add(new Failure(sequences.get(index), index, differences));
            }
        }
        return failures;
    }

    /** The same failure with as many units removed as may be, and what it would be alone. */
    Failure minimised(Failure failure) throws IOException, InterruptedException {
        var shortest = failure;
        for (int length = failure.sequence.units().size() / 2; length > 0; length /= 2) {
            for (var shorter = shorter(shortest.sequence, length); shorter != null; ) {
                shortest = shorter;
                shorter = shorter(shortest.sequence, length);
            }
        }
        return shortest;
    }

    /** One that still fails without so many neighbouring units, or null. */
    private @Nullable Failure shorter(Sequence sequence, int length) throws IOException, InterruptedException {
        var candidates = IntStream.rangeClosed(0, sequence.units().size() - length)
                .mapToObj(from -> without(sequence, from, length))
                .filter(candidate -> !candidate.code().equals(sequence.code()))
                .toList();
        return candidates.isEmpty()
                ? null
                : failures(candidates).stream().findFirst().orElse(null);
    }

    private static Sequence without(Sequence sequence, int from, int length) {
        var units = new ArrayList<>(sequence.units());
        for (int n = from; n < from + length; n++) {
            units.set(n, units.get(n).removed());
        }
        return sequence.with(units);
    }
}

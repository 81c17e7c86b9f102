package org.backplane.cpu.translator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The loops of some code, as stretches of addresses: from where a jump leads back to, to that jump. */
final class Loops {
    /** From where a jump leads back to, to that jump. */
    record Loop(long first, long last) {
        private boolean contains(long pc) {
            return first <= pc && pc <= last;
        }

        private long length() {
            return last - first;
        }
    }

    private final List<Loop> loops = new ArrayList<>();

    private Loops() {}

    static Loops of(GuestCode code) {
        var found = new Loops();
        for (var instruction : code.instructions()) {
            if (!instruction.steps().isEmpty()) {
                switch (instruction.last()) {
                    case Step.Branch branch -> found.add(branch.target(), instruction.pc());
                    case Step.Jump jump -> found.add(jump.target(), instruction.pc());
                    case Step.JumpAny jump -> jump.likely().forEach(target -> found.add(target, instruction.pc()));
                    default -> {}
                }
            }
        }
        return found;
    }

    private void add(long target, long from) {
        if (target <= from) {
            loops.add(new Loop(target, from));
        }
    }

    /** The shortest that contains an address. */
    Optional<Loop> innermost(long pc) {
        return loops.stream().filter(loop -> loop.contains(pc)).min(Comparator.comparingLong(Loop::length));
    }
}

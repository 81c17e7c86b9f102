package org.backplane.cpu.translator;

import java.util.ArrayList;
import java.util.List;

/** The loops of some code, as stretches of addresses: from where a jump leads back to, to that jump. */
final class Loops {
    private record Loop(long first, long last) {}

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

    boolean contain(long pc) {
        return loops.stream().anyMatch(loop -> loop.first() <= pc && pc <= loop.last());
    }
}

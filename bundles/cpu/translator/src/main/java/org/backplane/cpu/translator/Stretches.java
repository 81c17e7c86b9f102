package org.backplane.cpu.translator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.backplane.cpu.translator.GuestCode.Instruction;

/** The straight stretches of guest code: begun only at their first instruction, and counted there at once. */
final class Stretches {
    private Stretches() {}

    /** How many instructions each has, by the address of its first. */
    static Map<Long, Integer> of(GuestCode code) {
        var begins = begins(code);
        var counts = new HashMap<Long, Integer>();
        long begin = 0;
        for (var instruction : code.instructions()) {
            if (begins.contains(instruction.pc())) {
                begin = instruction.pc();
            }
            counts.merge(begin, 1, Integer::sum);
        }
        return counts;
    }

    private static Set<Long> begins(GuestCode code) {
        var begins = new HashSet<>(code.entries());
        long end = 0;
        for (var instruction : code.instructions()) {
            if (instruction.pc() != end) {
                begins.add(instruction.pc());
            }
            addTargets(instruction, begins);
            end = instruction.end();
        }
        return begins;
    }

    private static void addTargets(Instruction instruction, Set<Long> begins) {
        if (instruction.steps().isEmpty()) {
            return;
        }
        switch (instruction.last()) {
            case Step.Branch branch -> {
                begins.add(branch.target());
                begins.add(instruction.end());
            }
            case Step.Jump jump -> {
                begins.add(jump.target());
                begins.add(instruction.end());
            }
            case Step.JumpAny jump -> {
                begins.addAll(jump.likely());
                begins.add(instruction.end());
            }
            case Step.LeaveHere _ -> begins.add(instruction.end());
            case Step.Compute _,
                    Step.Call _,
                    Step.Try _,
                    Step.Checked _,
                    Step.Require _,
                    Step.Access _,
                    Step.Load _,
                    Step.Store _,
                    Step.Fence _ -> {}
        }
    }
}

package org.backplane.cpu.translator;

import java.util.List;
import java.util.Set;

/**
 * Guest code to be translated as one: instructions in the order of their addresses, not necessarily adjoining.
 *
 * @param seed the address that was found to be hot, from which the others were gathered
 * @param entries the addresses at which execution may begin, each that of an instruction here
 * @param accessesAlone whether each access to memory looks for its page, and not several together, for code that is left
 *     for {@link Leave#PAGES} too often
 */
public record GuestCode(long seed, List<Instruction> instructions, Set<Long> entries, boolean accessesAlone) {

    /** What the instruction at an address does; it is one of {@code bytes} bytes. */
    public record Instruction(long pc, int bytes, List<Step> steps) {

        public Instruction {
            steps = List.copyOf(steps);
        }

        /** The address behind it. */
        public long end() {
            return pc + bytes;
        }

        Step last() {
            return steps.getLast();
        }

        /** Whether the next instruction is never reached from here. */
        boolean goesElsewhere() {
            return !steps.isEmpty()
                    && switch (last()) {
                        case Step.Jump _, Step.JumpAny _, Step.LeaveHere _ -> true;
                        case Step.Branch _,
                                Step.Compute _,
                                Step.Call _,
                                Step.Try _,
                                Step.Checked _,
                                Step.Require _,
                                Step.Access _,
                                Step.Load _,
                                Step.Store _,
                                Step.Fence _ -> false;
                    };
        }
    }

    public GuestCode {
        instructions = List.copyOf(instructions);
        entries = Set.copyOf(entries);
    }
}

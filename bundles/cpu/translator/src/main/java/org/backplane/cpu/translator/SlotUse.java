package org.backplane.cpu.translator;

import java.util.BitSet;
import java.util.List;

/** Which slots a piece of guest code reads or writes. */
final class SlotUse {
    static final int SLOTS = 2 * GuestState.REGISTERS;

    /** No slot. */
    static final int NONE = -1;

    private final BitSet used = new BitSet(SLOTS);
    private final BitSet written = new BitSet(SLOTS);

    private SlotUse() {}

    static SlotUse of(GuestCode code) {
        var use = new SlotUse();
        code.instructions().forEach(instruction -> instruction.steps().forEach(use::add));
        use.used.or(use.written);
        return use;
    }

    private void add(Step step) {
        switch (step) {
            case Step.Compute compute -> {
                read(compute.left());
                read(compute.right());
            }
            case Step.Call call -> call.arguments().forEach(this::read);
            case Step.Try attempt -> attempt.arguments().forEach(this::read);
            case Step.Checked checked -> checked.arguments().forEach(this::read);
            case Step.Access access -> {
                access.arguments().forEach(this::read);
                read(access.base());
            }
            case Step.Load load -> read(load.base());
            case Step.Store store -> {
                read(store.value());
                read(store.base());
            }
            case Step.Branch branch -> {
                read(branch.left());
                read(branch.right());
            }
            case Step.JumpAny jump -> read(jump.base());
            case Step.Jump _, Step.LeaveHere _, Step.Fence _, Step.Require _ -> {}
        }
        int target = target(step);
        if (target != NONE) {
            written.set(target);
        }
    }

    /** The slot that a step writes, or {@link #NONE}. */
    static int target(Step step) {
        return switch (step) {
            case Step.Compute compute -> compute.target();
            case Step.Call call -> call.target();
            case Step.Try attempt -> attempt.target();
            case Step.Checked checked -> checked.target();
            case Step.Access access -> access.target();
            case Step.Load load -> load.target();
            case Step.JumpAny jump -> jump.link();
            case Step.Store _, Step.Branch _, Step.Jump _, Step.LeaveHere _, Step.Fence _, Step.Require _ -> NONE;
        };
    }

    private void read(Value value) {
        if (value instanceof Value.Slot(int number)) {
            used.set(number);
        }
    }

    /** All that are read or written, by rising number. */
    List<Integer> used() {
        return used.stream().boxed().toList();
    }

    /** Those that are written, by rising number. */
    List<Integer> written() {
        return written.stream().boxed().toList();
    }
}

package org.backplane.cpu.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a sequence left in its slot on one engine. */
final class Outcome {
    private static final int MOST_BYTES_SHOWN = 16;

    private final ByteBuffer slot;

    Outcome(byte[] memory, int index) {
        int from = BatchImage.offset(index);
        slot = ByteBuffer.wrap(Arrays.copyOfRange(memory, from, from + Slot.SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private long at(int stateOffset) {
        return slot.getLong(Slot.STATE + stateOffset);
    }

    /** Says what is different here and there; empty if nothing is. */
    List<String> differences(Outcome expected) {
        if (Arrays.equals(slot.array(), expected.slot.array())) {
            return List.of();
        }
        var found = new ArrayList<String>();
        compare(found, expected, "done", Slot.DONE);
        for (int n = 0; n < 32; n++) {
            compare(found, expected, HartRegisters.x(n), Slot.FINAL_X + 8 * n);
        }
        for (int n = 0; n < 32; n++) {
            compare(found, expected, HartRegisters.f(n), Slot.FINAL_F + 8 * n);
        }
        for (int n = 0; n < Slot.FINAL.size(); n++) {
            compare(found, expected, Slot.FINAL.get(n), Slot.FINAL_CSRS + 8 * n);
        }
        log(found, expected, "m", Slot.MACHINE_TRAPS, Slot.MACHINE_LOG, Slot.MACHINE_TRAP_LIMIT);
        log(found, expected, "s", Slot.SUPERVISOR_TRAPS, Slot.SUPERVISOR_LOG, Slot.SUPERVISOR_TRAP_LIMIT);
        bytes(found, expected, 0, Slot.STATE_PAGE);
        bytes(found, expected, Slot.STATE_PAGE + Slot.PAGE, Slot.SIZE);
        return found;
    }

    private void compare(List<String> found, Outcome expected, String name, int stateOffset) {
        if (at(stateOffset) != expected.at(stateOffset)) {
            found.add("%s is %x, not %x".formatted(name, at(stateOffset), expected.at(stateOffset)));
        }
    }

    private void log(List<String> found, Outcome expected, String mode, int count, int log, int limit) {
        compare(found, expected, "number of traps to " + mode, count);
        for (int n = 0; n < limit; n++) {
            int entry = log + Slot.LOG_ENTRY * n;
            compare(found, expected, "%scause of trap %d".formatted(mode, n), entry);
            compare(found, expected, "%sepc of trap %d".formatted(mode, n), entry + 8);
            compare(found, expected, "%stval of trap %d".formatted(mode, n), entry + 16);
            compare(found, expected, "%sstatus of trap %d".formatted(mode, n), entry + 24);
        }
    }

    private void bytes(List<String> found, Outcome expected, int from, int to) {
        int shown = 0;
        for (int at = from; at < to && shown < MOST_BYTES_SHOWN; at += 8) {
            if (slot.getLong(at) != expected.slot.getLong(at)) {
                found.add(
                        "memory at slot + %x is %x, not %x".formatted(at, slot.getLong(at), expected.slot.getLong(at)));
                shown++;
            }
        }
    }
}

package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** A program of 32-bit instructions with labels, for what is too long to count branches by hand. */
final class Assembly {
    private record Reference(int index, String label, IntUnaryOperator instruction) {}

    private final List<Integer> code = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    Assembly label(String name) {
        labels.put(name, code.size());
        return this;
    }

    Assembly add(int... instructions) {
        for (int instruction : instructions) {
            code.add(instruction);
        }
        return this;
    }

    /** Replaces the instruction at a label. */
    void set(String label, int instruction) {
        code.set(offset(label) / 4, instruction);
    }

    Assembly branch(String name, int rs1, int rs2, String label) {
        return reference(label, offset -> Asm.branch(name, rs1, rs2, offset));
    }

    Assembly jump(String label) {
        return reference(label, offset -> Asm.jal(0, offset));
    }

    /** Loads a constant that 32 bits hold, sign-extended. */
    Assembly load(int register, int value) {
        return add(constant(register, value));
    }

    private Assembly reference(String label, IntUnaryOperator instruction) {
        references.add(new Reference(code.size(), label, instruction));
        return add(0);
    }

    /** The two instructions that load a constant. */
    static int[] constant(int register, int value) {
        int low = value << 20 >> 20;
        return new int[] {
            Asm.upper("lui", register, (value - low) >>> 12), Asm.i("addiw", register, register, low),
        };
    }

    /** The address of a label, relative to the beginning. */
    int offset(String label) {
        return 4 * labels.getOrDefault(label, -1);
    }

    int[] code() {
        for (var reference : references) {
            int distance = offset(reference.label) - 4 * reference.index;
            code.set(reference.index, reference.instruction.applyAsInt(distance));
        }
        return code.stream().mapToInt(Integer::intValue).toArray();
    }
}

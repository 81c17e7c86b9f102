package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The registers by name, for inspection and for whoever prepares a hart: without side effects of instructions. */
final class HartRegisters {
    private static final int REGISTERS = 32;

    /** The names of x0 to x31 in the calling convention. */
    private static final List<String> X_ABI = List.of(
            "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    /** The names of f0 to f31 in the calling convention. */
    private static final List<String> F_ABI = List.of(
            "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4",
            "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
            "ft10", "ft11");

    private static final Map<String, Integer> X = numbers("x", X_ABI);
    private static final Map<String, Integer> F = numbers("f", F_ABI);

    /** In the order of the manual. */
    static final List<String> NAMES = names();

    private final HartState state;
    private final Csrs csrs;
    private final Mmu mmu;

    HartRegisters(HartState state, Csrs csrs, Mmu mmu) {
        this.state = state;
        this.csrs = csrs;
        this.mmu = mmu;
    }

    private static Map<String, Integer> numbers(String prefix, List<String> abiNames) {
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < REGISTERS; i++) {
            numbers.put(prefix + i, i);
            numbers.put(abiNames.get(i), i);
        }
        numbers.put("fp", X_ABI.indexOf("s0"));
        return Map.copyOf(numbers);
    }

    private static List<String> names() {
        var names = new ArrayList<String>();
        names.add("pc");
        for (int i = 0; i < REGISTERS; i++) {
            names.add("x" + i);
        }
        for (int i = 0; i < REGISTERS; i++) {
            names.add("f" + i);
        }
        names.add("priv");
        names.addAll(Csrs.BY_NAME.keySet());
        return List.copyOf(names);
    }

    /** The name of an integer register as the assembler has it. */
    static String x(int number) {
        return X_ABI.get(number);
    }

    /** The name of a floating-point register as the assembler has it. */
    static String f(int number) {
        return F_ABI.get(number);
    }

    long read(String name) {
        var x = X.get(name);
        if (x != null) {
            return state.x[x];
        }
        var f = F.get(name);
        if (f != null) {
            return state.f[f];
        }
        return switch (name) {
            case "pc" -> state.pc;
            case "priv" -> state.mode;
            default -> csrs.read(csr(name));
        };
    }

    void write(String name, long value) {
        var x = X.get(name);
        var f = F.get(name);
        if (x != null) {
            state.x[x] = x == 0 ? 0 : value;
        } else if (f != null) {
            state.f[f] = value;
        } else {
            writeControl(name, value);
        }
    }

    private void writeControl(String name, long value) {
        switch (name) {
            case "pc" -> {
                state.pc = value & ~1L;
                state.waiting = false;
            }
            case "priv" -> mode(value);
            default -> csrs.write(csr(name), value);
        }
    }

    private void mode(long value) {
        if (value != HartState.USER && value != HartState.SUPERVISOR && value != HartState.MACHINE) {
            throw new IllegalArgumentException("a RISC-V hart has no mode %d".formatted(value));
        }
        state.mode = (int) value;
        mmu.modeChanged();
    }

    private static int csr(String name) {
        var csr = Csrs.BY_NAME.get(name);
        if (csr == null) {
            throw new IllegalArgumentException("a RISC-V hart has no register '%s'".formatted(name));
        }
        return csr;
    }
}

package org.backplane.firmware.sbi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.backplane.api.device.Irq;
import org.backplane.lib.riscv.Environment;
import org.backplane.lib.riscv.Hart;
import org.backplane.lib.riscv.Privilege;
import org.jspecify.annotations.Nullable;

/** A hart that executes nothing but environment calls, and remembers what was done to it. */
final class FakeHart implements Hart {
    static final int A0 = 10;
    static final int A1 = 11;
    static final int A6 = 16;
    static final int A7 = 17;

    record Start(long pc, Privilege mode, long a0, long a1) {}

    record Fenced(List<Integer> harts, Fence fence) {}

    final Map<String, Long> csrs = new TreeMap<>(Map.of("mvendorid", 0x11L, "marchid", 0x22L, "mimpid", 0x33L));
    final Map<String, Boolean> inputs = new TreeMap<>();
    final List<Fenced> fences = new ArrayList<>();
    final List<Long> deadlines = new ArrayList<>();
    final List<Start> starts = new ArrayList<>();
    private final int id;
    private final long[] x = new long[32];
    private Status status = Status.STARTED;
    private @Nullable Environment environment;

    FakeHart(int id) {
        this.id = id;
    }

    /** Executes {@code ecall} in supervisor mode. */
    Result ecall(long extension, long function, long... arguments) {
        Arrays.fill(x, 0x5555);
        for (int i = 0; i < arguments.length; i++) {
            x[A0 + i] = arguments[i];
        }
        x[A6] = function;
        x[A7] = extension;
        if (environment == null) {
            throw new AssertionError("trap to machine mode");
        }
        environment.call(this);
        return new Result(x[A0], x[A1]);
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public long x(int number) {
        return x[number];
    }

    @Override
    public void x(int number, long value) {
        x[number] = value;
    }

    @Override
    public Privilege privilege() {
        return Privilege.SUPERVISOR;
    }

    @Override
    public void environment(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public boolean start(long pc, Privilege mode, long a0, long a1) {
        if (status != Status.STOPPED) {
            return false;
        }
        status = Status.STARTED;
        starts.add(new Start(pc, mode, a0, a1));
        return true;
    }

    @Override
    public void stop() {
        status = Status.STOPPED;
    }

    @Override
    public void timer(long deadline) {
        deadlines.add(deadline);
    }

    @Override
    public void fence(Collection<Hart> harts, Fence fence) {
        fences.add(new Fenced(harts.stream().map(Hart::id).sorted().toList(), fence));
    }

    @Override
    public Irq input(String name) {
        return asserted -> {
            inputs.put(name, asserted);
            if (name.equals("ssip")) {
                csrs.put("mip", asserted ? 2L : 0L);
            }
        };
    }

    @Override
    public long register(String name) {
        return csrs.getOrDefault(name, 0L);
    }

    @Override
    public void register(String name, long value) {
        csrs.put(name, value);
    }

    @Override
    public List<String> registers() {
        return List.copyOf(csrs.keySet());
    }

    @Override
    public void reset() {
        status = Status.STARTED;
    }

    @Override
    public Exit run() {
        throw new AssertionError("the firmware runs no processor");
    }

    @Override
    public void kick() {}

    @Override
    public long wakeTime() {
        return Long.MAX_VALUE;
    }

    @Override
    public long instructions() {
        return 0;
    }
}

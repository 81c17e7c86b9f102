package org.backplane.api.cpu;

import java.util.List;
import java.util.Map;
import org.backplane.api.device.Irq;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One processor (for RISC-V: one hart). The machine gives it a thread of its own and calls {@link #run} there again
 * and again; {@link #kick} and the input lines may be called from any thread; all else only while it does not run.
 */
@ConsumerType
public interface Cpu {

    /** Why {@link #run} came back. */
    enum Exit {
        /** Somebody kicked it. */
        KICKED,
        /** It waits for an interrupt; run again after {@link CpuSocket#wake} or at {@link Cpu#wakeTime}. */
        IDLE
    }

    /** Power-on reset. */
    void reset();

    /** Executes guest instructions until there is a reason to return; never throws for anything a guest does. */
    Exit run();

    /** Makes {@link #run} return soon, or at once if it is called next; from any thread. */
    void kick();

    /** The guest time, in nanoseconds, at which its own timer fires; {@link Long#MAX_VALUE} if none is armed. */
    long wakeTime();

    /**
     * An interrupt input by its architectural name ({@code meip}, {@code seip}, {@code mtip}, {@code msip}). Setting
     * it never blocks.
     *
     * @throws IllegalArgumentException if it has none of that name
     */
    Irq input(String name);

    /** The names of its registers as inspection shows them, in the order of the manual: {@code pc}, {@code x0} … */
    List<String> registers();

    /** What a register holds. */
    long register(String name);

    /** Sets a register; how a machine prepares what firmware and kernels expect to find. */
    void register(String name, long value);

    /**
     * What a device tree says of it beside its number: for RISC-V {@code riscv,isa}, {@code riscv,isa-base},
     * {@code riscv,isa-extensions} and {@code mmu-type}.
     *
     * @return by name a {@code String}, a {@code List<String>} or an {@code Integer} (one cell); what is missing the
     *     machine assumes
     */
    default Map<String, Object> deviceTree() {
        return Map.of();
    }

    /** How well it does, in figures of its own by name; from any thread, then they may be a little behind. */
    default Map<String, Long> statistics() {
        return Map.of();
    }

    /**
     * What it executes most, the first first; from any thread, then it may be a little behind. To look costs the guest
     * nothing.
     *
     * @param most how much to show
     */
    default List<HotCode> hotCode(int most) {
        return List.of();
    }

    /** Instructions retired since power-on. May be a little behind while it runs. */
    long instructions();
}

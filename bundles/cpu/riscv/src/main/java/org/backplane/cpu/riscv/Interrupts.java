package org.backplane.cpu.riscv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Irq;

/**
 * What asks for the hart's attention: {@code mip} with its input lines, which any thread may set, and the supervisor
 * timer.
 */
final class Interrupts {
    static final int SSIP = 1 << 1;
    static final int MSIP = 1 << 3;
    static final int STIP = 1 << 5;
    static final int MTIP = 1 << 7;
    static final int SEIP = 1 << 9;
    static final int MEIP = 1 << 11;
    static final int SUPERVISOR = SSIP | STIP | SEIP;
    static final int ALL = SUPERVISOR | MSIP | MTIP | MEIP;

    /** The input line of SEIP, which is one thing, and the bit that software sets another. */
    private static final int SEIP_LINE = 1 << 16;

    private static final int SEIP_LINE_TO_BIT = 16 - 9;

    /** The codes of interrupts by falling priority; privileged manual, section 3.1.9. */
    private static final int[] PRIORITY = {11, 3, 7, 9, 1, 5};

    private static final int NANOS_PER_TICK = 100;

    private static final VarHandle RAISED;

    static {
        try {
            RAISED = MethodHandles.lookup().findVarHandle(Interrupts.class, "raised", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final HartState state;
    private final Clock clock;

    /** {@code mip}, and {@link #SEIP_LINE}. */
    private volatile int raised;

    /** Whether {@code stimecmp} decides about STIP; else STIP is a bit that software sets. */
    private boolean timerPresent;

    Interrupts(HartState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    /** Lowers what software can set; lines stay as they are driven. */
    void reset() {
        set(SUPERVISOR, false);
    }

    /** An input line by its name. */
    Irq line(String name, Runnable wake) {
        int bit = switch (name) {
            case "msip" -> MSIP;
            case "mtip" -> MTIP;
            case "meip" -> MEIP;
            case "seip" -> SEIP_LINE;
            case "ssip" -> SSIP;
            default -> throw new IllegalArgumentException("a RISC-V hart has no input '%s'".formatted(name));
        };
        return asserted -> {
            // SSIP is software's to clear: a device sends an edge and lowers its line at once
            if (asserted || bit != SSIP) {
                set(bit, asserted);
            }
            if (asserted) {
                wake.run();
            }
        };
    }

    /** Sets or clears bits; from any thread. */
    void set(int bits, boolean on) {
        if (on) {
            RAISED.getAndBitwiseOr(this, bits);
        } else {
            RAISED.getAndBitwiseAnd(this, ~bits);
        }
    }

    /** The value of {@code mip}. */
    int pending() {
        int now = raised;
        return (now | (now & SEIP_LINE) >>> SEIP_LINE_TO_BIT) & ALL;
    }

    /** The bits of {@code mip} without the input line of SEIP: what read-modify-write instructions start from. */
    int pendingInSoftware() {
        return raised & ALL;
    }

    /** Writes those bits of {@code mip} that are named. */
    void write(int writable, long value) {
        int bits = timerPresent ? writable & ~STIP : writable;
        set(bits & (int) value, true);
        set(bits & ~(int) value, false);
    }

    // ---- the supervisor timer

    /** The {@code time} CSR. */
    long time() {
        return clock.now() / NANOS_PER_TICK;
    }

    /** Has the supervisor timer exist, or not. */
    void timerPresent(boolean present) {
        if (timerPresent != present) {
            timerPresent = present;
            set(STIP, false);
        }
        updateTimer();
    }

    /** Raises or lowers STIP by what time it is. */
    void updateTimer() {
        if (timerPresent) {
            boolean due = Long.compareUnsigned(time(), state.stimecmp) >= 0;
            if (due != ((raised & STIP) != 0)) {
                set(STIP, due);
            }
        }
    }

    /** When the supervisor timer wakes the hart, in nanoseconds. */
    long wakeTime() {
        boolean wakes = timerPresent && (state.mie & STIP) != 0;
        boolean never = Long.compareUnsigned(state.stimecmp, Long.MAX_VALUE / NANOS_PER_TICK) > 0;
        return wakes && !never ? state.stimecmp * NANOS_PER_TICK : Long.MAX_VALUE;
    }

    // ---- which one to take

    /** Whether {@code wfi} goes on: something is pending and enabled, wherever it would be taken. */
    boolean wakes() {
        return (pending() & state.mie) != 0;
    }

    /** Whether an interrupt is to be taken before the next instruction. */
    boolean due() {
        return takeable() != 0;
    }

    private long takeable() {
        long enabled = pending() & state.mie;
        if (enabled == 0) {
            return 0;
        }
        long taken = 0;
        if (state.mode < HartState.MACHINE || (state.mstatus & Mstatus.MIE) != 0) {
            taken = enabled & ~state.mideleg;
        }
        boolean supervisor = state.mode < HartState.SUPERVISOR
                || (state.mode == HartState.SUPERVISOR && (state.mstatus & Mstatus.SIE) != 0);
        if (taken == 0 && supervisor) {
            taken = enabled & state.mideleg;
        }
        return taken;
    }

    /** The code of the interrupt to take now, or -1. */
    int next() {
        long takeable = takeable();
        if (takeable != 0) {
            for (int code : PRIORITY) {
                if ((takeable >>> code & 1) != 0) {
                    return code;
                }
            }
        }
        return -1;
    }
}

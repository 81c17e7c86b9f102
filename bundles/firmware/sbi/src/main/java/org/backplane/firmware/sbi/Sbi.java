package org.backplane.firmware.sbi;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.firmware.FirmwareName;
import org.backplane.api.machine.Board;
import org.backplane.lib.riscv.Hart;
import org.backplane.lib.riscv.Privilege;
import org.osgi.service.component.annotations.Component;

/**
 * The RISC-V Supervisor Binary Interface, version 2.0, without a byte of guest code: harts start in supervisor mode,
 * and their environment calls are answered by {@link SbiCalls}.
 *
 * <p>There is no machine-mode software, so nothing may ever trap to machine mode. Every exception is delegated to
 * supervisor mode (where firmware in memory would look at it first and then hand on what it cannot emulate) but the
 * environment call from supervisor mode, which the environment answers; machine-mode interrupts cannot be delegated,
 * and stay disabled, for {@code mie} is zero and out of the guest's reach. {@code mtvec} is therefore never used.
 */
@Component
@FirmwareName("sbi")
public final class Sbi implements Firmware {
    /** Supervisor software, timer and external interrupts. */
    private static final long DELEGATED_INTERRUPTS = 1L << 1 | 1L << 5 | 1L << 9;

    /**
     * All exceptions that there are (privileged specification, table of {@code mcause}) but the environment calls
     * from supervisor (9) and machine mode (11); a hart ignores those it does not know.
     */
    private static final long DELEGATED_EXCEPTIONS = 0xf << 20 | 0x3 << 18 | 0xb << 12 | 0x5ff;

    /** Supervisor mode may read all counters, {@code time} among them. */
    private static final long ALL_COUNTERS = 0xffff_ffffL;

    /**
     * What extensions of supervisor mode need: STCE (Sstc), PBMTE (Svpbmt), CBZE, CBCFE and CBIE (cache blocks; to
     * invalidate is to invalidate). A hart ignores the bits of extensions that it does not have.
     */
    private static final long ENVIRONMENT = 1L << 63 | 1L << 62 | 1L << 7 | 1L << 6 | 0x3L << 4;

    /** Floating point is on, as kernels find it under firmware. */
    private static final long MSTATUS_FS = 0x3L << 13;

    /** The whole address space as one naturally aligned region. */
    private static final long PMP_ALL = (1L << 54) - 1;

    /** NAPOT, read, write and execute. */
    private static final long PMP_NAPOT_RWX = 0x3 << 3 | 0x7;

    @Override
    public void start(Board board, long kernel, long deviceTree) {
        var harts = harts(board);
        var calls = new SbiCalls(harts, board);
        harts.forEach(hart -> prepare(hart, calls));
        var boot = harts.getFirst();
        if (!boot.start(kernel, Privilege.SUPERVISOR, boot.id(), deviceTree)) {
            throw new IllegalStateException("hart %d was stopped and does not start".formatted(boot.id()));
        }
    }

    private static List<Hart> harts(Board board) {
        var harts = new ArrayList<Hart>();
        for (Cpu cpu : board.cpus()) {
            if (!(cpu instanceof Hart hart)) {
                throw CommandException.failed("Firmware 'sbi' serves RISC-V harts; processor %d of this machine is none"
                        .formatted(harts.size()));
            }
            harts.add(hart);
        }
        if (harts.isEmpty()) {
            throw CommandException.failed("Firmware 'sbi' has no processor to start");
        }
        return harts;
    }

    /** Brings a hart to where firmware hands it over; it is stopped then. */
    private static void prepare(Hart hart, SbiCalls calls) {
        hart.stop();
        hart.environment(calls);
        hart.register("mideleg", DELEGATED_INTERRUPTS);
        hart.register("medeleg", DELEGATED_EXCEPTIONS);
        hart.register("mcounteren", ALL_COUNTERS);
        hart.register("menvcfg", ENVIRONMENT);
        hart.register("mstatus", hart.register("mstatus") | MSTATUS_FS);
        hart.register("pmpaddr0", PMP_ALL);
        hart.register("pmpcfg0", PMP_NAPOT_RWX);
    }
}

package org.backplane.firmware.sbi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.backplane.api.device.Power;
import org.backplane.api.machine.Board;
import org.backplane.api.memory.AddressSpace;
import org.backplane.lib.riscv.Environment;
import org.backplane.lib.riscv.Hart;
import org.backplane.lib.riscv.Hart.Fence;
import org.backplane.lib.riscv.Privilege;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of SBI 2.0: the extensions BASE, TIME, sPI, RFNC, HSM, SRST and DBCN, and of the legacy ones
 * those that need no virtual addresses. The names are the specification's.
 *
 * <p>What is not supported: hypervisor fences, for want of the hypervisor extension; suspending a hart, for which
 * {@code wfi} does as well; reading the debug console, see {@link DebugConsole}.
 *
 * <p>It has no state, so all harts call it at once. A hart's {@code ssip} input is the supervisor software interrupt
 * pending bit itself: set here, and cleared by the guest in {@code sip}.
 */
final class SbiCalls implements Environment {
    private static final int LEGACY_SET_TIMER = 0x00;
    private static final int LEGACY_CONSOLE_PUTCHAR = 0x01;
    private static final int LEGACY_CLEAR_IPI = 0x03;
    private static final int LEGACY_SHUTDOWN = 0x08;
    private static final int LEGACY_LAST = 0x0f;
    private static final int BASE = 0x10;
    private static final int TIME = 0x54494d45;
    private static final int IPI = 0x735049;
    private static final int RFENCE = 0x52464e43;
    private static final int HSM = 0x48534d;
    private static final int SRST = 0x53525354;
    private static final int DBCN = 0x4442434e;

    private static final long SPECIFICATION_2_0 = 2L << 24;

    /** None is registered for us in the specification's table, and no range is set aside; {@code BPLN}. */
    private static final long IMPLEMENTATION = 0x42504c4e;

    /** Version 0.1, major in the upper half. */
    private static final long IMPLEMENTATION_VERSION = 0x0000_0001;

    private static final int A0 = 10;
    private static final int A1 = 11;

    private static final long MIP_SSIP = 1L << 1;
    private static final int LARGEST_ASID = 0xffff;

    private final Map<Long, Hart> harts;
    private final AddressSpace memory;
    private final Power power;
    private final DebugConsole console;

    SbiCalls(List<Hart> harts, Board board) {
        this.harts = harts.stream().collect(Collectors.toMap(hart -> (long) hart.id(), Function.identity()));
        memory = board.memory();
        power = board.power();
        console = new DebugConsole(board.console(), memory);
    }

    @Override
    public void call(Hart hart) {
        long extension = hart.x(17);
        if (extension >= 0 && extension <= LEGACY_LAST) {
            hart.x(A0, legacy(hart, (int) extension));
        } else {
            var result = call(hart, extension, hart.x(16));
            hart.x(A0, result.error());
            hart.x(A1, result.value());
        }
    }

    /** Both numbers are signed and 32 bits wide in registers that are wider. */
    private Result call(Hart hart, long extension, long function) {
        if (extension != (int) extension || function != (int) function) {
            return Result.NOT_SUPPORTED;
        }
        return switch ((int) extension) {
            case BASE -> base(hart, (int) function);
            case TIME -> time(hart, (int) function);
            case IPI -> ipi(hart, (int) function);
            case RFENCE -> remoteFence(hart, (int) function);
            case HSM -> hartState(hart, (int) function);
            case SRST -> function == 0 ? systemReset(hart, (int) a(hart, 0), (int) a(hart, 1)) : Result.NOT_SUPPORTED;
            case DBCN -> debugConsole(hart, (int) function);
            default -> Result.NOT_SUPPORTED;
        };
    }

    private static long a(Hart hart, int number) {
        return hart.x(A0 + number);
    }

    // ---- legacy extensions: an answer in a0 alone

    private long legacy(Hart hart, int extension) {
        return switch (extension) {
            case LEGACY_SET_TIMER -> setTimer(hart).error();
            case LEGACY_CONSOLE_PUTCHAR ->
                console.writeByte((int) a(hart, 0) & 0xff).error();
            case LEGACY_CLEAR_IPI -> clearIpi(hart);
            case LEGACY_SHUTDOWN -> shutdown(hart, 0).error();
            default -> Result.NOT_SUPPORTED.error();
        };
    }

    private static long clearIpi(Hart hart) {
        boolean pending = (hart.register("mip") & MIP_SSIP) != 0;
        hart.input("ssip").set(false);
        return pending ? 1 : 0;
    }

    // ---- base extension

    private static Result base(Hart hart, int function) {
        return switch (function) {
            case 0 -> Result.of(SPECIFICATION_2_0);
            case 1 -> Result.of(IMPLEMENTATION);
            case 2 -> Result.of(IMPLEMENTATION_VERSION);
            case 3 -> Result.of(isAvailable(a(hart, 0)) ? 1 : 0);
            case 4 -> Result.of(hart.register("mvendorid"));
            case 5 -> Result.of(hart.register("marchid"));
            case 6 -> Result.of(hart.register("mimpid"));
            default -> Result.NOT_SUPPORTED;
        };
    }

    private static boolean isAvailable(long extension) {
        return extension == (int) extension
                && switch ((int) extension) {
                    case LEGACY_SET_TIMER, LEGACY_CONSOLE_PUTCHAR, LEGACY_CLEAR_IPI, LEGACY_SHUTDOWN -> true;
                    case BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN -> true;
                    default -> false;
                };
    }

    // ---- timer extension

    private static Result time(Hart hart, int function) {
        return function == 0 ? setTimer(hart) : Result.NOT_SUPPORTED;
    }

    private static Result setTimer(Hart hart) {
        hart.timer(a(hart, 0));
        return Result.OK;
    }

    // ---- IPI extension

    private Result ipi(Hart hart, int function) {
        if (function != 0) {
            return Result.NOT_SUPPORTED;
        }
        var targets = select(a(hart, 0), a(hart, 1));
        if (targets == null) {
            return Result.INVALID_PARAM;
        }
        targets.forEach(target -> target.input("ssip").set(true));
        return Result.OK;
    }

    /**
     * The harts of a hart mask, of which those that are stopped have nothing to be told.
     *
     * @return null if one of them does not exist
     */
    private @Nullable List<Hart> select(long mask, long base) {
        if (base == -1) {
            return started(harts.values().stream().toList());
        }
        var selected = new ArrayList<Hart>();
        for (long left = mask; left != 0; left &= left - 1) {
            long id = base + Long.numberOfTrailingZeros(left);
            var hart = Long.compareUnsigned(id, base) < 0 ? null : harts.get(id);
            if (hart == null) {
                return null;
            }
            selected.add(hart);
        }
        return started(selected);
    }

    private static List<Hart> started(List<Hart> selected) {
        return selected.stream()
                .filter(hart -> hart.status() == Hart.Status.STARTED)
                .toList();
    }

    // ---- RFENCE extension

    private Result remoteFence(Hart hart, int function) {
        return switch (function) {
            case 0 -> fence(hart, new Fence(Fence.Kind.FENCE_I, 0, 0, -1));
            case 1 -> fenceRange(hart, -1);
            case 2 ->
                Long.compareUnsigned(a(hart, 4), LARGEST_ASID) <= 0
                        ? fenceRange(hart, (int) a(hart, 4))
                        : Result.INVALID_PARAM;
            default -> Result.NOT_SUPPORTED;
        };
    }

    private Result fenceRange(Hart hart, int asid) {
        long start = a(hart, 2);
        long size = a(hart, 3);
        if (size != 0 && size != -1 && Long.compareUnsigned(start + size - 1, start) < 0) {
            return Result.INVALID_ADDRESS;
        }
        return fence(hart, new Fence(Fence.Kind.SFENCE_VMA, start, size, asid));
    }

    private Result fence(Hart hart, Fence fence) {
        var targets = select(a(hart, 0), a(hart, 1));
        if (targets == null) {
            return Result.INVALID_PARAM;
        }
        if (!targets.isEmpty() && !isEmpty(fence)) {
            hart.fence(targets, fence);
        }
        return Result.OK;
    }

    /** Whether it is about no address at all. */
    private static boolean isEmpty(Fence fence) {
        return fence.kind() == Fence.Kind.SFENCE_VMA && fence.size() == 0 && fence.start() != 0;
    }

    // ---- hart state management extension

    private Result hartState(Hart hart, int function) {
        return switch (function) {
            case 0 -> startHart(a(hart, 0), a(hart, 1), a(hart, 2));
            case 1 -> {
                hart.stop();
                yield Result.OK;
            }
            case 2 -> hartStatus(a(hart, 0));
            case 3 -> suspend((int) a(hart, 0));
            default -> Result.NOT_SUPPORTED;
        };
    }

    private Result startHart(long id, long address, long opaque) {
        var target = harts.get(id);
        if (target == null) {
            return Result.INVALID_PARAM;
        }
        var region = memory.region(address);
        if (region == null || region.ram().isEmpty() || (address & 1) != 0) {
            return Result.INVALID_ADDRESS;
        }
        return target.start(address, Privilege.SUPERVISOR, id, opaque) ? Result.OK : Result.ALREADY_AVAILABLE;
    }

    private Result hartStatus(long id) {
        var target = harts.get(id);
        if (target == null) {
            return Result.INVALID_PARAM;
        }
        return Result.of(
                switch (target.status()) {
                    case STARTED -> 0;
                    case STOPPED -> 1;
                });
    }

    /** The two default types, retentive and not, exist without being supported; all others are reserved or unknown. */
    private static Result suspend(int type) {
        return (type & 0x7fff_ffff) == 0 ? Result.NOT_SUPPORTED : Result.INVALID_PARAM;
    }

    // ---- system reset extension

    private Result systemReset(Hart hart, int type, int reason) {
        if (reason != 0 && reason != 1) {
            return Result.INVALID_PARAM;
        }
        return switch (type) {
            case 0 -> shutdown(hart, reason);
            case 1, 2 -> reboot(hart);
            default -> Result.INVALID_PARAM;
        };
    }

    /** Switches off, with a failure as the exit code if the system says it failed; does not return to the caller. */
    private Result shutdown(Hart hart, int reason) {
        power.off(reason);
        hart.stop();
        return Result.OK;
    }

    private Result reboot(Hart hart) {
        power.reset();
        hart.stop();
        return Result.OK;
    }

    // ---- debug console extension

    private Result debugConsole(Hart hart, int function) {
        return switch (function) {
            case 0 -> console.write(a(hart, 0), a(hart, 1), a(hart, 2));
            case 1 -> Result.DENIED;
            case 2 -> console.writeByte((int) a(hart, 0) & 0xff);
            default -> Result.NOT_SUPPORTED;
        };
    }
}

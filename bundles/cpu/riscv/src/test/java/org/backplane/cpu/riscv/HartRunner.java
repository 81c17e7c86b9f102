package org.backplane.cpu.riscv;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.backplane.api.cpu.Cpu;

/** A hart of ours. Which one is the caller's choice, so that each way to execute code can be tested. */
record HartRunner(Function<TestBoard, RvHart> harts) implements ImageRunner {
    /** So many instructions for each slot are enough for any sequence. */
    private static final long MOST_INSTRUCTIONS = 20_000;

    private static final long KICK_NANOS = 5_000_000;

    @Override
    public byte[] run(byte[] image) {
        var board = new TestBoard(image.length);
        board.ram().write(0, image, 0, image.length);
        var hart = harts.apply(board);
        run(hart, MOST_INSTRUCTIONS * (image.length / Slot.SIZE), () -> board.finished() != 0);
        var left = new byte[image.length];
        board.ram().read(0, left, 0, left.length);
        return left;
    }

    /** Runs a hart until something has happened, or it waits for good, or has executed so many instructions. */
    static void run(RvHart hart, long instructions, BooleanSupplier happened) {
        long limit = hart.instructions() + instructions;
        var watchdog = Thread.ofVirtual().start(() -> kickNowAndThen(hart));
        try {
            while (!happened.getAsBoolean() && hart.instructions() < limit) {
                if (hart.run() == Cpu.Exit.IDLE) {
                    break;
                }
            }
        } finally {
            watchdog.interrupt();
        }
    }

    private static void kickNowAndThen(RvHart hart) {
        while (!Thread.interrupted()) {
            LockSupport.parkNanos(KICK_NANOS);
            hart.kick();
        }
    }
}

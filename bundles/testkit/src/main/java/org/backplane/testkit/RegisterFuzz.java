package org.backplane.testkit;

import java.util.Random;

/**
 * A guest that reads and writes whatever registers a device has or has not, in every width, while time passes and the
 * device is swapped now and then. No exception may come out of the device, no answer be wider than asked for, and the
 * state be what the next code can go on with; {@link FakeSlot} sees to the latter two.
 *
 * <p>The system property {@code backplane.fuzz.accesses} says how many accesses, {@code backplane.fuzz.seed} which ones.
 */
public final class RegisterFuzz {
    private static final int ACCESSES = Integer.getInteger("backplane.fuzz.accesses", 20_000);
    private static final long SEED = Long.getLong("backplane.fuzz.seed", 1);

    /** Where most devices have most of their registers. */
    private static final int FRONT = 0x100;

    private final FakeSlot slot;
    private final long[] likely;
    private final Random random = new Random(SEED);

    private RegisterFuzz(FakeSlot slot, long[] likely) {
        this.slot = slot;
        this.likely = likely;
    }

    /**
     * Does it to all windows of the device in a slot, and resets the device at the end.
     *
     * @param likely values that are worth trying more often than others, such as the numbers of commands
     * @throws AssertionError if it does not bear it; the message has the access and what makes it come again
     */
    public static void run(FakeSlot slot, long... likely) {
        var fuzz = new RegisterFuzz(slot, likely);
        for (int i = 0; i < ACCESSES; i++) {
            fuzz.step(i);
        }
        slot.device().reset();
    }

    private void step(int number) {
        if (random.nextInt(100) == 0) {
            slot.swap();
        }
        if (random.nextInt(10) == 0) {
            slot.advance(random.nextLong(1L << random.nextInt(41))); // up to 18 minutes
        }
        var windows = slot.windows();
        int window = windows.get(random.nextInt(windows.size()));
        int bytes = 1 << random.nextInt(4);
        long offset = offset(slot.window(window).size(), bytes);
        boolean writes = random.nextBoolean();
        long value = value();
        try {
            if (writes) {
                slot.write(window, offset, bytes, value);
            } else {
                slot.read(window, offset, bytes);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "access %d with -Dbackplane.fuzz.seed=%d: %s of %d bytes at 0x%x of window %d, value 0x%x: %s"
                            .formatted(number, SEED, writes ? "write" : "read", bytes, offset, window, value, e),
                    e);
        }
    }

    private long offset(long size, int bytes) {
        long reach = random.nextBoolean() ? Math.min(size, FRONT) : size;
        return random.nextLong(reach / bytes) * bytes;
    }

    private long value() {
        if (likely.length > 0 && random.nextBoolean()) {
            return likely[random.nextInt(likely.length)];
        }
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4);
            case 1 -> 1L << random.nextInt(64);
            case 2 -> -1;
            default -> random.nextLong();
        };
    }
}

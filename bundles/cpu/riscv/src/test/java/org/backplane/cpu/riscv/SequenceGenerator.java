package org.backplane.cpu.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.backplane.cpu.riscv.Sequence.Profile;
import org.backplane.cpu.riscv.Sequence.Unit;

/** Makes sequences: what they begin with is here, their instructions come from {@link UnitGenerator}. */
final class SequenceGenerator {
    private static final List<Profile> PROFILES = List.of(Profile.values());
    private static final int SHORTEST = 8;
    private static final int LONGEST = 40;
    private static final int PAGES = Slot.SIZE / Slot.PAGE;

    private static final int V = 1;
    private static final int R = 2;
    private static final int W = 4;
    private static final int X = 8;
    private static final int U = 16;
    private static final int A = 64;
    private static final int D = 128;

    /** Where slots are seen: ordinary places, and the last pages of both halves of what Sv39 translates. */
    private static final long[] BASES = {
        0x4000_0000L, 0x1_2340_0000L, 0x3f_ffff_0000L, 0xffff_ffc0_0000_0000L, 0xffff_ffff_ffff_0000L
    };

    /** What may be delegated: not the calls that end a sequence, nor faults of the handler's own code. */
    private static final long DELEGABLE = 0xa0fc;

    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        2,
        -2,
        0x7f,
        0x80,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        -0x8000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        0x5555_5555_5555_5555L,
        0x0102_0408_1020_4080L
    };

    private final long seed;
    private final Random random;
    private final int interrupt;

    private SequenceGenerator(long seed) {
        this.seed = seed;
        // neighbouring seeds begin alike otherwise
        random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
        interrupt = KnownDifferences.INTERRUPTS.get(random.nextInt(KnownDifferences.INTERRUPTS.size()));
    }

    static Sequence sequence(long seed) {
        return new SequenceGenerator(seed).make();
    }

    private Sequence make() {
        var profile = PROFILES.get(random.nextInt(PROFILES.size()));
        int mode = new int[] {HartState.USER, HartState.SUPERVISOR, HartState.MACHINE}[random.nextInt(3)];
        boolean translated = profile == Profile.PAGING || random.nextInt(3) == 0;
        long base = translated && mode != HartState.MACHINE ? BASES[random.nextInt(BASES.length)] : 0;
        int alias = base != 0 && random.nextBoolean() ? V | R | W | A | D | userBit(mode) : 0;
        var units = units(new UnitGenerator(random, profile, mode, translated, interrupt));
        return new Sequence(
                seed,
                profile,
                mode,
                base,
                Slot.PAGE - 2 * random.nextInt(128),
                units,
                integers(translated, mode),
                floats(),
                csrs(profile, mode),
                data(profile),
                translated ? pages(profile, mode) : new int[0],
                alias);
    }

    private List<Unit> units(UnitGenerator generator) {
        int count = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        var units = new ArrayList<Unit>(count);
        while (units.size() < count) {
            units.add(generator.next());
        }
        return units;
    }

    // ---- registers

    private long[] integers(boolean translated, int mode) {
        var x = new long[32];
        for (int n = 1; n < 32; n++) {
            x[n] = integer();
        }
        x[2] = Slot.DATA + 0x2000L - 16L * random.nextInt(4);
        x[8] = Slot.DATA + 0x1000;
        x[9] = Slot.DATA + 0x2000L + random.nextInt(33) - 16;
        x[15] = Slot.DATA + 0x3000L - random.nextInt(16);
        x[Sequence.ALIAS_POINTER] = Slot.DATA + 0x1800L + random.nextInt(16);
        x[Sequence.WILD_POINTER] = wild(translated, mode);
        return x;
    }

    /** Where there is no memory; with translation also what is not canonical, or not mapped. */
    private long wild(boolean translated, int mode) {
        if (!translated || mode == HartState.MACHINE) {
            return 0x7000_0000_0000L;
        }
        return switch (random.nextInt(4)) {
            case 0 -> 0x40_0000_0000L - random.nextInt(16);
            case 1 -> random.nextLong();
            case 2 -> 0xffff_ffbf_ffff_fff0L + random.nextInt(32);
            default -> 0x7000_0000L;
        };
    }

    private long integer() {
        return switch (random.nextInt(4)) {
            case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
            case 1 -> random.nextInt(64) - 32;
            case 2 -> random.nextInt();
            default -> random.nextLong();
        };
    }

    private long[] floats() {
        var f = new long[32];
        Arrays.setAll(f, _ -> FloatValues.any(random));
        return f;
    }

    private byte[] data(Profile profile) {
        var data = new byte[Slot.DATA_SIZE];
        random.nextBytes(data);
        if (profile == Profile.FLOAT) {
            var buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < data.length; at += 8) {
                buffer.putLong(at, FloatValues.any(random));
            }
        }
        return data;
    }

    // ---- CSRs

    private Map<String, Long> csrs(Profile profile, int mode) {
        var csrs = new HashMap<String, Long>();
        long status = Mstatus.XL_64 | (long) mode << Mstatus.MPP_SHIFT | (long) floatingUnit(profile) << 13;
        status |= random.nextBoolean() ? Mstatus.SUM : 0;
        status |= random.nextBoolean() ? Mstatus.MXR : 0;
        status |= random.nextInt(4) == 0 ? Mstatus.TVM | Mstatus.TSR | Mstatus.TW : 0;
        csrs.put("mstatus", status);
        csrs.put("fcsr", (long) random.nextInt(5) << 5 | random.nextInt(32));
        csrs.put("medeleg", random.nextLong() & DELEGABLE);
        csrs.put("mcounteren", Integer.toUnsignedLong(random.nextInt()));
        csrs.put("scounteren", Integer.toUnsignedLong(random.nextInt()));
        csrs.put("scause", (long) random.nextInt(16));
        csrs.put("stval", random.nextLong());
        csrs.put("sepc", random.nextLong() & -2);
        if (profile == Profile.INTERRUPT) {
            csrs.put("mideleg", interrupts());
            csrs.put("mie", (long) interrupt);
            csrs.put("mip", interrupts());
            csrs.put("mstatus", status | (random.nextLong() & (Mstatus.MPIE | Mstatus.SIE)));
        }
        return csrs;
    }

    private long interrupts() {
        return random.nextInt() & KnownDifferences.WRITTEN_BITS.getOrDefault("mip", 0);
    }

    private int floatingUnit(Profile profile) {
        return profile == Profile.FLOAT || random.nextInt(4) != 0 ? 3 : 0;
    }

    // ---- translation

    private static int userBit(int mode) {
        return mode == HartState.USER ? U : 0;
    }

    private int[] pages(Profile profile, int mode) {
        var pages = new int[PAGES];
        int user = mode == HartState.MACHINE ? random.nextInt(2) * U : userBit(mode);
        Arrays.fill(pages, 0, Slot.CODE_SIZE / Slot.PAGE, V | R | X | A | user | random.nextInt(2) * (W | D));
        pages[Slot.HANDLER / Slot.PAGE] = V | R | X | A;
        pages[Slot.STATE_PAGE / Slot.PAGE] = V | R | W | A | D;
        for (int page = 0; page < Slot.DATA_SIZE / Slot.PAGE; page++) {
            pages[Slot.DATA / Slot.PAGE + page] =
                    profile == Profile.PAGING ? anyPermissions(user) : V | R | W | A | D | user;
        }
        return pages;
    }

    private int anyPermissions(int user) {
        int usual = V | R | W | user;
        int flags = usual ^ (random.nextInt(3) == 0 ? 1 << random.nextInt(5) : 0);
        return flags | random.nextInt(4) * A;
    }
}

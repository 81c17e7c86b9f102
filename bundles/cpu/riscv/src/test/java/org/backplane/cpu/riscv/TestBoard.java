package org.backplane.cpu.riscv;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.device.Clock;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/**
 * A board with as little as programs for QEMU's {@code virt} need: memory at 0x80000000, a UART that takes what is
 * written, and the test finisher.
 */
final class TestBoard implements AddressSpace {
    static final long RAM = 0x8000_0000L;
    static final long UART = 0x1000_0000L;
    static final long FINISHER = 0x10_0000L;
    static final long FLASH = 0x2200_0000L;
    static final long ROM = 0x2000_0000L;

    private static final int UART_LINE_STATUS = 5;
    private static final int UART_READY = 0x60;
    private static final int PT_LOAD = 1;

    /** All tests run on either engine; the one that translates does so before the first execution. */
    private static final Engine ENGINE =
            Boolean.getBoolean("backplane.translate") ? translatingAtOnce() : Engine.interpreting();

    private final Engine engine;
    private final Ram ram;
    private final Ram rom = new Ram(Arena.ofAuto().allocate(8192, 4096));
    /** Reads as ROM or as a device, by what was written to it last. */
    private Region flash = new Region(FLASH, 4096, "flash", Optional.of(rom), false);

    private int generation;
    private final Region ramRegion;
    private final Region romRegion;
    private final Region uart = new Region(UART, 0x100, "uart", Optional.empty(), true);
    private final Region finisher = new Region(FINISHER, 0x1000, "finisher", Optional.empty(), true);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final HartGroups groups = new HartGroups();
    private final List<RvHart> harts = new ArrayList<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private LongSupplier time = () -> 0;
    private volatile int finished;

    TestBoard() {
        this(1 << 20);
    }

    TestBoard(Engine engine) {
        this(1 << 20, engine);
    }

    TestBoard(long size) {
        this(size, ENGINE);
    }

    private TestBoard(long size, Engine engine) {
        this.engine = engine;
        ram = new Ram(Arena.ofAuto().allocate(size, 4096));
        ramRegion = new Region(RAM, size, "ram", Optional.of(ram), true);
        romRegion = new Region(ROM, 8192, "rom", Optional.of(rom), false);
    }

    private static Engine translatingAtOnce() {
        var compiler = Regions.compiler();
        return new Engine(1, 100_000, (code, _, ready) -> {
            ready.accept(compiler.translate(code));
            return true;
        });
    }

    /** What the clock shows; it stands at 0 otherwise. */
    TestBoard time(LongSupplier nanos) {
        time = nanos;
        return this;
    }

    /** Kicks a hart when it has looked at the clock so often; gives it a timer, so that it does. */
    void kickAfter(int looks, RvHart hart) {
        var left = new AtomicInteger(looks);
        hart.register("menvcfg", -1);
        time(() -> {
            if (left.decrementAndGet() == 0) {
                hart.kick();
            }
            return 0;
        });
    }

    /** A hart with everything, at the beginning of memory. */
    RvHart hart() {
        return hart(new Isa(EnumSet.allOf(Extension.class), true, true));
    }

    RvHart hart(Isa isa) {
        var hart = new RvHart(isa, new Socket(harts.size()), groups.of(this), engine);
        harts.add(hart);
        hart.register("pc", RAM);
        return hart;
    }

    HartGroups groups() {
        return groups;
    }

    Ram ram() {
        return ram;
    }

    Ram rom() {
        return rom;
    }

    /** How often a hart asked to be woken. */
    int wakes() {
        return wakes.get();
    }

    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** What was written to the finisher, 0 if nothing yet. */
    int finished() {
        return finished;
    }

    /** Puts instructions into memory. */
    void put(long address, int... instructions) {
        for (int i = 0; i < instructions.length; i++) {
            ram.write(address - RAM + 4L * i, 4, instructions[i]);
        }
    }

    /** Runs until the finisher is written to. */
    void runUntilFinished(Cpu cpu) {
        while (finished == 0) {
            if (cpu.run() == Cpu.Exit.IDLE) {
                Thread.onSpinWait();
            }
        }
    }

    /** Loads the segments of an ELF file of 64 bits; returns its entry. */
    long load(byte[] file) {
        var elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int headers = (int) elf.getLong(32);
        int size = elf.getShort(54);
        for (int i = 0; i < elf.getShort(56); i++) {
            int header = headers + i * size;
            if (elf.getInt(header) == PT_LOAD) {
                long target = elf.getLong(header + 24) - RAM;
                ram.write(target, file, (int) elf.getLong(header + 8), (int) elf.getLong(header + 32));
            }
        }
        return elf.getLong(24);
    }

    @Override
    public @Nullable Region region(long address) {
        for (var region : List.of(ramRegion, romRegion, uart, finisher, flash)) {
            if (region.contains(address)) {
                return region;
            }
        }
        return null;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public long read(long address, int bytes) throws BusFault {
        var region = region(address);
        if (region == null) {
            throw BusFault.FAULT;
        }
        if (region.equals(uart)) {
            return address - UART == UART_LINE_STATUS ? UART_READY : 0;
        }
        return region.ram().isPresent() ? region.ram().get().read(address - region.base(), bytes) : 0;
    }

    @Override
    public void write(long address, int bytes, long value) throws BusFault {
        var region = region(address);
        if (region == null) {
            throw BusFault.FAULT;
        }
        if (address == UART) {
            output.write((int) value);
        } else if (region.equals(finisher)) {
            finished = (int) value;
            harts.forEach(Cpu::kick);
        } else if (region.equals(flash)) {
            flash = new Region(FLASH, 4096, "flash", value == 0 ? Optional.empty() : Optional.of(rom), value == 0);
            generation++;
        } else if (region.equals(ramRegion)) {
            ram.write(address - RAM, bytes, value);
        }
    }

    private final class Socket implements CpuSocket, Clock {
        private final int index;

        Socket(int index) {
            this.index = index;
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public AddressSpace memory() {
            return TestBoard.this;
        }

        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }

        @Override
        public void guestError(String message) {
            throw new AssertionError(message);
        }

        @Override
        public long now() {
            return time.getAsLong();
        }

        @Override
        public Timer timer(Runnable action) {
            throw new UnsupportedOperationException("a hart polls its timer");
        }
    }
}

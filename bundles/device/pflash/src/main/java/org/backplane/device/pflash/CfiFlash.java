package org.backplane.device.pflash;

import java.util.Arrays;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Slot;
import org.backplane.api.memory.Ram;
import org.osgi.service.component.annotations.Component;

/**
 * Parallel NOR flash with Intel's extended command set, as QEMU has it: one or more chips side by side on a bus, which
 * take each command together. See Intel's "StrataFlash Embedded Memory (P30)" data sheet and JEDEC JESD68 (CFI).
 *
 * <p>While the chips are in read-array mode, processors read and execute their contents as memory. Programming clears
 * bits and erasing a block sets them, as in the chip (QEMU lets programming set bits too); both are done at once. Block
 * locks are accepted and without effect, as in QEMU. Contents go to the drive some time after they changed; a drive
 * that fails shows as a programming error. Without a drive, flash is empty and forgets.
 */
public final class CfiFlash implements Device {
    private static final int MANUFACTURER = 0x89;
    private static final int DEVICE = 0x18;

    private static final int READ_ARRAY = 0xff;
    /** Not of the data sheet, but drivers for other chips try it. */
    private static final int READ_ARRAY_OF_AMD = 0xf0;

    private static final int PROGRAM = 0x40;
    private static final int PROGRAM_ALTERNATE = 0x10;
    private static final int ERASE = 0x20;
    private static final int CLEAR_STATUS = 0x50;
    private static final int LOCK_SETUP = 0x60;
    private static final int LOCK = 0x01;
    private static final int READ_STATUS = 0x70;
    private static final int READ_ID = 0x90;
    private static final int CFI_QUERY = 0x98;
    private static final int WRITE_TO_BUFFER = 0xe8;
    private static final int CONFIRM = 0xd0;

    private static final int READY = 0x80;
    private static final int ERASE_ERROR = 0x20;
    private static final int PROGRAM_ERROR = 0x10;

    /** The unit in which the drive is written, and the most of them at a time. */
    private static final int PAGE = 4096;

    private static final int PAGES_AT_ONCE = 256;

    private static final long MOST = 256L << 20;

    public record Properties(
            @Doc("Block node that holds the contents") Optional<String> drive,

            @Doc("Number of erase blocks") @Default("128") @Range(min = 1, max = 65536)
            int numBlocks,

            @Doc("Length of an erase block, of all chips together") @Default("256K")
            DataSize sectorLength,

            @Doc("Bytes on the bus") @Default("4") @Range(min = 1, max = 4)
            int width,

            @Doc("Bytes of one chip on the bus") @Default("2") @Range(min = 1, max = 4)
            int deviceWidth) {

        long size() {
            return numBlocks * sectorLength.bytes();
        }
    }

    /** What the guest can see beside the contents, and what the drive does not have yet. */
    public static final class State {
        int command = READ_ARRAY;
        int status = READY;
        /** Which write of a command of several comes next, from 0. */
        int cycle;
        /** Which block of the chip's write buffer the buffer stands for, in bytes. */
        long bufferStart;

        /** Bits to be cleared are 0. */
        byte[] buffer = {};
        /** Writes to the buffer that are still to come. */
        int remaining;

        /** The drive's contents have been read. */
        boolean loaded;
        /** By page, whether the drive has something else. */
        boolean[] dirty = {};
        /** The pages that are being written to the drive, by the first and their number. */
        int writingFrom;

        int writing;
    }

    /** Makes flash. */
    @Component
    @DeviceName("cfi.pflash01")
    @Doc("Parallel flash with a common flash interface and Intel's command set.")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            check(properties);
            return new CfiFlash(properties, state, slot);
        }

        private static void check(Properties properties) {
            if (Integer.bitCount(properties.width) != 1
                    || Integer.bitCount(properties.deviceWidth) != 1
                    || properties.deviceWidth > properties.width) {
                throw new IllegalArgumentException(
                        "width %d and device-width %d: expected 1, 2 or 4, and chips no wider than the bus"
                                .formatted(properties.width, properties.deviceWidth));
            }
            long sector = properties.sectorLength.bytes();
            if (sector < PAGE || sector > 1 << 24 || Long.bitCount(sector) != 1) {
                throw new IllegalArgumentException(
                        "sector-length %s: expected a power of two from 4K to 16M".formatted(properties.sectorLength));
            }
            if (properties.size() > MOST) {
                throw new IllegalArgumentException("%d blocks of %s: flash has up to %s"
                        .formatted(properties.numBlocks, properties.sectorLength, new DataSize(MOST)));
            }
        }
    }

    private final Properties properties;
    private final State state;
    private final Slot slot;
    private final Ram contents;
    private final QueryTable query;
    private final Optional<BlockBackend> drive;

    CfiFlash(Properties properties, State state, Slot slot) {
        this.properties = properties;
        this.state = state;
        this.slot = slot;
        contents = slot.memory("contents", properties.size());
        query = new QueryTable(
                properties.width / properties.deviceWidth, properties.numBlocks, (int) properties.sectorLength.bytes());
        drive = properties.drive.map(_ -> slot.backend("drive", BlockBackend.class));
        load();
        slot.map(new Window());
        showMode();
    }

    /** Reads the drive, or goes on writing it where an older device was stopped. */
    private void load() {
        if (!state.loaded) {
            drive.ifPresent(from -> from.load(contents));
            state.dirty = new boolean[(int) (contents.size() / PAGE)];
            state.buffer = new byte[query.bufferLength()];
            state.loaded = true;
        }
        Arrays.fill(state.dirty, state.writingFrom, state.writingFrom + state.writing, true);
        state.writing = 0;
        writeBack();
    }

    @Override
    public void reset() {
        state.status = READY;
        readArray();
    }

    @Override
    public void completed(long id, BlockBackend.Status status) {
        state.writing = 0;
        if (status != BlockBackend.Status.OK) {
            state.status |= PROGRAM_ERROR;
        }
        writeBack();
    }

    // ---- reads, when it is not memory that is read

    /** One byte; chips on the bus answer alike, each on its own lines. */
    private int readByte(long offset) {
        int address = (int) (offset / properties.width);
        int line = (int) (offset % properties.deviceWidth);
        return switch (state.command) {
            case READ_ARRAY -> (int) contents.read(offset, 1);
            case READ_ID -> line == 0 ? identity(address & 0xff) : 0;
            case CFI_QUERY -> line == 0 ? query.at(address) : 0;
            default -> line == 0 ? state.status : 0;
        };
    }

    private static int identity(int address) {
        return switch (address) {
            case 0 -> MANUFACTURER;
            case 1 -> DEVICE;
            default -> 0;
        };
    }

    // ---- writes

    private void write(long offset, int bytes, long value) {
        switch (state.cycle) {
            case 0 -> begin((int) value & 0xff);
            case 1 -> second(offset, bytes, value);
            case 2 -> fillBuffer(offset, bytes, value);
            default -> confirmBuffer((int) value & 0xff);
        }
    }

    private void begin(int command) {
        switch (command) {
            case READ_ARRAY, READ_ARRAY_OF_AMD -> readArray();
            case CLEAR_STATUS -> {
                state.status = READY;
                readArray();
            }
            case READ_STATUS, READ_ID, CFI_QUERY -> enter(command, 0);
            case PROGRAM, PROGRAM_ALTERNATE, ERASE, LOCK_SETUP, WRITE_TO_BUFFER -> enter(command, 1);
            default -> {
                slot.guestError("unknown flash command 0x%x".formatted(command));
                readArray();
            }
        }
    }

    private void readArray() {
        enter(READ_ARRAY, 0);
    }

    private void enter(int command, int cycle) {
        boolean wasArray = state.command == READ_ARRAY;
        state.command = command;
        state.cycle = cycle;
        if (wasArray != (command == READ_ARRAY)) {
            showMode();
        }
    }

    private void showMode() {
        slot.readsFrom(0, state.command == READ_ARRAY ? Optional.of(contents) : Optional.empty());
    }

    private void second(long offset, int bytes, long value) {
        int low = (int) value & 0xff;
        state.cycle = 0;
        switch (state.command) {
            case PROGRAM, PROGRAM_ALTERNATE -> program(offset, bytes, value);
            case WRITE_TO_BUFFER -> beginBuffer(offset, value);
            case ERASE -> {
                if (low == CONFIRM) {
                    erase(offset);
                } else {
                    abandon(low, ERASE_ERROR | PROGRAM_ERROR);
                }
            }
            default -> {
                if (low != CONFIRM && low != LOCK) {
                    abandon(low, 0);
                }
            }
        }
    }

    /** The second write is not what the first one asks for. */
    private void abandon(int value, int errors) {
        if (value != READ_ARRAY) {
            slot.guestError("flash command 0x%x followed by 0x%x".formatted(state.command, value));
            state.status |= errors;
        }
        readArray();
    }

    private void program(long offset, int bytes, long value) {
        if (readOnly()) {
            state.status |= PROGRAM_ERROR;
            return;
        }
        contents.write(offset, bytes, contents.read(offset, bytes) & value);
        changed(offset, bytes);
    }

    private void erase(long offset) {
        if (readOnly()) {
            state.status |= ERASE_ERROR;
            return;
        }
        int length = (int) properties.sectorLength.bytes();
        var erased = new byte[length];
        Arrays.fill(erased, (byte) 0xff);
        long start = offset & -length;
        contents.write(start, erased, 0, length);
        changed(start, length);
    }

    private void beginBuffer(long offset, long value) {
        state.remaining = (int) (value & ((1L << (8 * properties.deviceWidth)) - 1)) + 1;
        state.bufferStart = offset & -state.buffer.length;
        Arrays.fill(state.buffer, (byte) 0xff);
        state.cycle = 2;
    }

    private void fillBuffer(long offset, int bytes, long value) {
        int at = (int) (offset - state.bufferStart);
        if (at < 0 || at > state.buffer.length - bytes) {
            slot.guestError("write to buffer at 0x%x, which is for 0x%x".formatted(offset, state.bufferStart));
            state.status |= PROGRAM_ERROR;
            readArray();
            return;
        }
        for (int i = 0; i < bytes; i++) {
            state.buffer[at + i] = (byte) (value >>> (8 * i));
        }
        if (--state.remaining == 0) {
            state.cycle = 3;
        }
    }

    private void confirmBuffer(int value) {
        state.cycle = 0;
        if (value != CONFIRM) {
            abandon(value, ERASE_ERROR | PROGRAM_ERROR);
        } else if (readOnly()) {
            state.status |= PROGRAM_ERROR;
        } else {
            var old = new byte[state.buffer.length];
            contents.read(state.bufferStart, old, 0, old.length);
            for (int i = 0; i < old.length; i++) {
                old[i] &= state.buffer[i];
            }
            contents.write(state.bufferStart, old, 0, old.length);
            changed(state.bufferStart, old.length);
        }
    }

    // ---- the drive

    private boolean readOnly() {
        return drive.isPresent() && drive.get().readOnly();
    }

    private void changed(long offset, int length) {
        Arrays.fill(state.dirty, (int) (offset / PAGE), (int) ((offset + length - 1) / PAGE) + 1, true);
        writeBack();
    }

    /** Writes what the drive does not have, one run of pages at a time, so that no guest can make requests pile up. */
    private void writeBack() {
        if (drive.isEmpty() || state.writing > 0) {
            return;
        }
        int from = 0;
        while (from < state.dirty.length && !state.dirty[from]) {
            from++;
        }
        int end = from;
        while (end < state.dirty.length && state.dirty[end] && end - from < PAGES_AT_ONCE) {
            state.dirty[end++] = false;
        }
        if (end > from) {
            state.writingFrom = from;
            state.writing = end - from;
            drive.get().store(from, contents, (long) from * PAGE, (end - from) * PAGE);
        }
    }

    private final class Window implements Mmio {
        @Override
        public long size() {
            return contents.size();
        }

        @Override
        public long read(long offset, int bytes) {
            long value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= (long) readByte(offset + i) << (8 * i);
            }
            return value;
        }

        /** The bus has {@code width} lines of a byte; what is wider takes several cycles. */
        @Override
        public void write(long offset, int bytes, long value) {
            int step = Math.min(bytes, properties.width);
            long mask = (1L << (8 * step)) - 1;
            for (int i = 0; i < bytes; i += step) {
                CfiFlash.this.write(offset + i, step, value >>> (8 * i) & mask);
            }
        }
    }
}

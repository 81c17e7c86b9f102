package org.backplane.device.fwcfg;

import java.nio.ByteBuffer;
import java.util.Map;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Dma;
import org.backplane.api.device.Mmio;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * QEMU's firmware configuration device over MMIO: the guest selects an item by its key and reads it byte by byte or by
 * DMA. See docs/specs/fw_cfg of QEMU. Items are read-only, as all are that the machine has.
 *
 * <p>The guest says how much DMA shall copy, up to 4 GiB: it is done piece by piece, and ends where guest memory does.
 */
public final class FwCfg implements Device {
    private static final long DATA = 0x00;
    private static final int DATA_WIDTH = Long.BYTES;
    private static final long SELECTOR = 0x08;
    private static final long DMA_ADDRESS = 0x10;
    private static final long SIZE = 0x18;

    /** {@code QEMU CFG}. */
    private static final long DMA_SIGNATURE = 0x51454d5520434647L;

    private static final int DMA_ERROR = 0x01;
    private static final int DMA_READ = 0x02;
    private static final int DMA_SKIP = 0x04;
    private static final int DMA_SELECT = 0x08;
    private static final int DMA_WRITE = 0x10;

    /** {@code struct FWCfgDmaAccess}: control, length, address. */
    private static final int DMA_ACCESS = 16;

    private static final int PIECE = 64 * 1024;

    public record Properties(
            @Doc("Number of processors that firmware is told") @Default("1") @Range(min = 1, max = 65535)
            int nbCpus) {}

    /** What the guest can see. */
    public static final class State {
        int key;
        /** How much of the item has been read. */
        long offset;
        /** The upper half, until the lower one is written. */
        long dmaAddress;
    }

    /** Makes firmware configuration devices. */
    @Component
    @DeviceName("fw_cfg_mem")
    @Doc("QEMU's firmware configuration device.")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new FwCfg(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "qemu,fw-cfg-mmio", "dma-coherent", true);
        }
    }

    private final State state;
    private final Slot slot;
    private final Dma dma;
    private final Items items;

    FwCfg(Properties properties, State state, Slot slot) {
        this.state = state;
        this.slot = slot;
        dma = slot.dma();
        items = new Items(properties.nbCpus);
        slot.map(new Window());
    }

    @Override
    public void reset() {
        select(0);
        state.dmaAddress = 0;
    }

    private void select(int key) {
        state.key = key;
        state.offset = 0;
    }

    /** The next byte of the item; 0 behind its end. */
    private int next() {
        var item = items.of(state.key);
        return state.offset < item.length ? Byte.toUnsignedInt(item[(int) state.offset++]) : 0;
    }

    // ---- DMA

    private void transfer(long address) {
        var access = new byte[DMA_ACCESS];
        if (!dma.read(address, access, 0, DMA_ACCESS)) {
            slot.guestError("no DMA request at 0x%x".formatted(address));
            answer(address, DMA_ERROR);
            return;
        }
        var request = ByteBuffer.wrap(access);
        int control = request.getInt();
        long length = Integer.toUnsignedLong(request.getInt());
        long target = request.getLong();
        if ((control & DMA_SELECT) != 0) {
            select(control >>> 16);
        }
        answer(address, perform(control, target, length) ? 0 : DMA_ERROR);
    }

    private void answer(long address, int control) {
        var answer = ByteBuffer.allocate(Integer.BYTES).putInt(control).array();
        if (!dma.write(address, answer, 0, answer.length)) {
            slot.guestError("no memory at 0x%x for the answer to a DMA request".formatted(address));
        }
    }

    private boolean perform(int control, long target, long length) {
        if ((control & DMA_READ) != 0) {
            return copy(target, length);
        } else if ((control & DMA_WRITE) != 0) {
            slot.guestError("write to item 0x%x, which is read-only".formatted(state.key));
            return length == 0;
        } else if ((control & DMA_SKIP) != 0) {
            advance(length);
        }
        return true;
    }

    private boolean copy(long target, long length) {
        var piece = new byte[(int) Math.min(PIECE, length)];
        for (long done = 0; done < length; done += piece.length) {
            int now = (int) Math.min(piece.length, length - done);
            fill(piece, now);
            if (!dma.write(target + done, piece, 0, now)) {
                slot.guestError("no memory at 0x%x for DMA".formatted(target + done));
                return false;
            }
        }
        return true;
    }

    /** Takes what comes next of the item, and zeroes behind its end. */
    private void fill(byte[] piece, int length) {
        var item = items.of(state.key);
        for (int i = 0; i < length; i++) {
            long at = state.offset + i;
            piece[i] = at < item.length ? item[(int) at] : 0;
        }
        advance(length);
    }

    private void advance(long length) {
        state.offset = Math.min(state.offset + length, items.of(state.key).length);
    }

    // ---- registers

    /** Registers are big-endian, and data comes in the order of the bytes of the item, whatever the width. */
    private final class Window implements Mmio {
        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public long read(long offset, int bytes) {
            if (offset < DATA + DATA_WIDTH) {
                return data(bytes);
            } else if (offset >= DMA_ADDRESS) {
                return bigEndian(DMA_SIGNATURE << (8 * (offset - DMA_ADDRESS)), bytes);
            }
            slot.guestError("%d-byte read at 0x%x".formatted(bytes, offset));
            return 0;
        }

        private long data(int bytes) {
            long value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= (long) next() << (8 * i);
            }
            return value;
        }

        /** The first bytes of a big-endian number, as a little-endian processor reads them. */
        private static long bigEndian(long number, int bytes) {
            long reversed = Long.reverseBytes(number);
            return bytes == Long.BYTES ? reversed : reversed & ((1L << (8 * bytes)) - 1);
        }

        @Override
        public void write(long offset, int bytes, long value) {
            if (offset == SELECTOR && bytes == Short.BYTES) {
                select(Short.toUnsignedInt(Short.reverseBytes((short) value)));
            } else if (offset == DMA_ADDRESS && bytes == Long.BYTES) {
                transfer(Long.reverseBytes(value));
            } else if (offset == DMA_ADDRESS && bytes == Integer.BYTES) {
                state.dmaAddress = Integer.toUnsignedLong(Integer.reverseBytes((int) value)) << Integer.SIZE;
            } else if (offset == DMA_ADDRESS + Integer.BYTES && bytes == Integer.BYTES) {
                long address = state.dmaAddress | Integer.toUnsignedLong(Integer.reverseBytes((int) value));
                state.dmaAddress = 0;
                transfer(address);
            } else {
                slot.guestError("%d-byte write at 0x%x".formatted(bytes, offset));
            }
        }
    }
}

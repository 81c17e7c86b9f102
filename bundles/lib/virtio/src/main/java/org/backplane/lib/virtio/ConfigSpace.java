package org.backplane.lib.virtio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.backplane.api.device.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The configuration space of a device, declared one field a line under the specification's names. A driver may read any
 * part of it in any size, and what lies between fields is zero; it may write a field that allows that, as a whole.
 */
public final class ConfigSpace {

    private record Field(
            int offset,
            int bytes,
            String name,
            LongSupplier reader,
            @Nullable LongConsumer writer) {}

    private final Slot slot;
    private final int size;
    private final List<Field> fields = new ArrayList<>();

    private ConfigSpace(Slot slot, int size) {
        this.slot = slot;
        this.size = size;
    }

    /** A space of so many bytes, in which fields come next. */
    public static ConfigSpace of(Slot slot, int size) {
        return new ConfigSpace(slot, size);
    }

    /** A device without configuration. */
    public static ConfigSpace none(Slot slot) {
        return new ConfigSpace(slot, 0);
    }

    /** A field that the driver only reads. */
    public ConfigSpace readOnly(int offset, int bytes, String name, LongSupplier reader) {
        fields.add(new Field(offset, bytes, name, reader, null));
        return this;
    }

    /** A field that the driver may write. */
    public ConfigSpace readWrite(int offset, int bytes, String name, LongSupplier reader, LongConsumer writer) {
        fields.add(new Field(offset, bytes, name, reader, writer));
        return this;
    }

    int size() {
        return size;
    }

    /** Reads bytes, whatever fields they belong to. */
    long read(long offset, int bytes) {
        if (offset > size - bytes) {
            slot.guestError("read of %d bytes at 0x%x of a configuration of 0x%x".formatted(bytes, offset, size));
            return 0;
        }
        long value = 0;
        for (var field : fields) {
            long first = Math.max(offset, field.offset);
            long end = Math.min(offset + bytes, field.offset + field.bytes);
            if (first < end) {
                long part = field.reader.getAsLong() >>> (8 * (first - field.offset)) & mask(end - first);
                value |= part << (8 * (first - offset));
            }
        }
        return value;
    }

    /** Writes a field. */
    void write(long offset, int bytes, long value) {
        for (var field : fields) {
            if (field.offset == offset && field.bytes == bytes && field.writer != null) {
                field.writer.accept(value & mask(bytes));
                return;
            }
        }
        slot.guestError("write of %d bytes at 0x%x of the configuration".formatted(bytes, offset));
    }

    private static long mask(long bytes) {
        return bytes == Long.BYTES ? -1 : (1L << (8 * bytes)) - 1;
    }
}

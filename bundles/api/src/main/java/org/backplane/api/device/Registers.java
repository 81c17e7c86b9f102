package org.backplane.api.device;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A file of registers, declared one a line in the order of the data sheet. It answers reserved offsets, reports
 * wrong access sizes, and its names feed traces and inspection.
 *
 * <p>All registers of a file have one width; an access of another size, or beside a register, is a guest error and
 * reads as zero. A wider file may allow narrower accesses to its parts with {@link #allowHalves}.
 */
@ProviderType
public final class Registers implements Mmio {
    private static final int PAGE = 256;

    /** One register, or an array of them, as inspection shows it. */
    public record Register(long offset, String name, int count) {}

    /** Answers for one element of a register array. */
    @FunctionalInterface
    public interface ElementWriter {
        void write(int index, long value);
    }

    private record Entry(
            String name,
            long offset,
            int count,
            LongUnaryOperator reader,
            ElementWriter writer,
            @Nullable LongUnaryOperator peek) {}

    private final Slot slot;
    private final int width;
    private final long mask;
    private final long size;
    private final List<Entry> entries = new ArrayList<>();
    /** By page and register: the number of its entry, 0 where there is none. Files may be large and almost empty. */
    private final short[] @Nullable [] entryAt;

    private boolean halves;

    private Registers(Slot slot, int width, long size) {
        this.slot = slot;
        this.width = width;
        this.size = size;
        mask = width == Long.BYTES ? -1L : (1L << (8 * width)) - 1;
        entryAt = new short[Math.toIntExact((size / width + PAGE - 1) / PAGE)][];
    }

    /** A file of 8-bit registers. */
    public static Registers bytes(Slot slot, long size) {
        return new Registers(slot, Byte.BYTES, size);
    }

    /** A file of 32-bit registers. */
    public static Registers words(Slot slot, long size) {
        return new Registers(slot, Integer.BYTES, size);
    }

    /** A file of 64-bit registers. */
    public static Registers doubles(Slot slot, long size) {
        return new Registers(slot, Long.BYTES, size);
    }

    /** Allows accesses of half the width to either half of a register: a read, then a write of the whole. */
    public Registers allowHalves() {
        halves = true;
        return this;
    }

    public Registers readWrite(long offset, String name, LongSupplier reader, LongConsumer writer) {
        return add(new Entry(name, offset, 1, _ -> reader.getAsLong(), (_, value) -> writer.accept(value), null));
    }

    /** A register whose reading has side effects; {@code peek} shows it to inspection without them. */
    public Registers readWrite(long offset, String name, LongSupplier reader, LongConsumer writer, LongSupplier peek) {
        return add(new Entry(
                name, offset, 1, _ -> reader.getAsLong(), (_, value) -> writer.accept(value), _ -> peek.getAsLong()));
    }

    public Registers readOnly(long offset, String name, LongSupplier reader) {
        return readWrite(offset, name, reader, _ -> slot.guestError("write to read-only " + name));
    }

    public Registers writeOnly(long offset, String name, LongConsumer writer) {
        return readWrite(offset, name, () -> 0, writer);
    }

    /** {@code count} registers in a row that behave alike, told apart by their index. */
    public Registers array(long offset, String name, int count, LongUnaryOperator reader, ElementWriter writer) {
        return add(new Entry(name, offset, count, reader, writer, null));
    }

    private Registers add(Entry entry) {
        entries.add(entry);
        int first = Math.toIntExact(entry.offset() / width);
        for (int i = 0; i < entry.count(); i++) {
            var page = page((first + i) / PAGE);
            int register = (first + i) % PAGE;
            if (entry.offset() % width != 0 || page[register] != 0) {
                throw new IllegalStateException("two registers at 0x%x".formatted(entry.offset() + (long) i * width));
            }
            page[register] = (short) entries.size();
        }
        return this;
    }

    private short[] page(int number) {
        var page = entryAt[number];
        if (page == null) {
            page = new short[PAGE];
            entryAt[number] = page;
        }
        return page;
    }

    /** The width of each in bytes. */
    public int width() {
        return width;
    }

    public List<Register> list() {
        return entries.stream()
                .map(entry -> new Register(entry.offset(), entry.name(), entry.count()))
                .toList();
    }

    /** What a register holds, without any side effect; empty at a reserved offset. */
    public OptionalLong peek(long offset) {
        var entry = offset < 0 || offset >= size ? null : entryAt(offset);
        if (entry == null) {
            return OptionalLong.empty();
        }
        var peek = entry.peek() == null ? entry.reader() : entry.peek();
        return OptionalLong.of(peek.applyAsLong(index(entry, offset)) & mask);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long read(long offset, int bytes) {
        var entry = entryFor(offset, bytes);
        if (entry == null) {
            return 0;
        }
        long value = entry.reader().applyAsLong(index(entry, offset)) & mask;
        return bytes == width ? value : (value >>> shift(offset)) & halfMask();
    }

    @Override
    public void write(long offset, int bytes, long value) {
        var entry = entryFor(offset, bytes);
        if (entry == null) {
            return;
        }
        int index = index(entry, offset);
        if (bytes == width) {
            entry.writer().write(index, value & mask);
        } else {
            long kept = entry.reader().applyAsLong(index) & ~(halfMask() << shift(offset));
            entry.writer().write(index, (kept | ((value & halfMask()) << shift(offset))) & mask);
        }
    }

    private @Nullable Entry entryFor(long offset, int bytes) {
        if (offset % bytes != 0 || (bytes != width && !(halves && bytes * 2 == width))) {
            slot.guestError("%d-byte access to register file at 0x%x".formatted(bytes, offset));
            return null;
        }
        var entry = entryAt(offset);
        if (entry == null) {
            slot.guestError("access to reserved register at 0x%x".formatted(offset));
        }
        return entry;
    }

    private @Nullable Entry entryAt(long offset) {
        int register = (int) (offset / width);
        var page = entryAt[register / PAGE];
        int number = page == null ? 0 : page[register % PAGE];
        return number == 0 ? null : entries.get(number - 1);
    }

    private int index(Entry entry, long offset) {
        return (int) ((offset - entry.offset()) / width);
    }

    private int shift(long offset) {
        return (int) (offset % width) * 8;
    }

    private long halfMask() {
        return (1L << (4 * width)) - 1;
    }
}

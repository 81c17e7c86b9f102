package org.backplane.backend.blockfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockDriverName;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Handover;
import org.osgi.service.component.annotations.Component;

/** A raw image: all of a file, or a stretch of it. */
@Component
@BlockDriverName("raw")
@Doc("A raw image: all of a file, or a stretch of it.")
public final class RawDriver implements BlockDriver<RawDriver.Properties> {
    private static final int SECTOR = 512;

    public record Properties(
            @Doc("The file that the image is in") Protocol file,

            @Doc("Where in the file the image begins, in bytes") @Default("0") @Range(min = 0)
            long offset,

            @Doc("How long it is, in bytes; without it, up to the end of the file")
            Optional<Long> size,

            @Doc("Whether storage that the guest discards is given back to the host") @Default("ignore")
            FileOptions.Discard discard) {}

    /** Where the bytes of an image are. */
    public record Protocol(
            @Doc("Its driver") @Default("file") ProtocolDriver driver,
            @Doc("The file") String filename,

            @Doc("Whether it is locked against other users, QEMU among them") @Default("auto")
            FileOptions.Locking locking) {}

    /** The drivers that an image can lie on. */
    public enum ProtocolDriver {
        FILE
    }

    @Override
    public BlockStore open(Properties properties, boolean readOnly) throws IOException {
        var file = properties.file;
        var options = new FileOptions(file.filename, file.locking, properties.discard);
        var store = FileStore.open(options, readOnly);
        try {
            return window(store, properties.offset, properties.size);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public BlockStore takeOver(Properties properties, boolean readOnly, Handover from) throws IOException {
        var file = properties.file;
        var options = new FileOptions(file.filename, file.locking, properties.discard);
        return window(FileStore.takeOver(options, readOnly, from), properties.offset, properties.size);
    }

    private static BlockStore window(BlockStore whole, long offset, Optional<Long> size) throws IOException {
        long available = whole.size();
        if (offset > available) {
            throw new IOException(
                    "Offset (%d) cannot be greater than size of the containing file (%d)".formatted(offset, available));
        }
        long length = size.orElse(available - offset);
        if (length < 0 || length % SECTOR != 0) {
            throw new IOException("Specified size is not multiple of %d".formatted(SECTOR));
        }
        if (length > available - offset) {
            throw new IOException(
                    "The sum of offset (%d) and size (%d) has to be smaller or equal to the actual size of the containing file (%d)"
                            .formatted(offset, length, available));
        }
        return new Window(whole, offset, length);
    }

    /** A stretch of a store; nobody asks for more than there is. */
    private record Window(BlockStore whole, long start, long size) implements BlockStore {
        @Override
        public String filename() {
            return whole.filename();
        }

        /** That of the whole file: nobody says how much of it belongs to a stretch. */
        @Override
        public OptionalLong allocated() throws IOException {
            return whole.allocated();
        }

        @Override
        public void read(ByteBuffer target, long offset) throws IOException {
            whole.read(target, start + offset);
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            whole.write(source, start + offset);
        }

        @Override
        public void flush() throws IOException {
            whole.flush();
        }

        @Override
        public void discard(long offset, long length) throws IOException {
            whole.discard(start + offset, length);
        }

        @Override
        public void writeZeroes(long offset, long length) throws IOException {
            whole.writeZeroes(start + offset, length);
        }

        @Override
        public Optional<Handover> handOver() throws IOException {
            return whole.handOver();
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }
}

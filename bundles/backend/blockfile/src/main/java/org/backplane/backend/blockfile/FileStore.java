package org.backplane.backend.blockfile;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Handover;
import org.backplane.lib.posix.Errno;

/** The bytes of a file, or of a block device of the host. */
final class FileStore implements BlockStore {
    private static final String DESCRIPTOR = "descriptor";
    private static final String CHANNEL = "channel";

    private static final int SECTOR = 512;
    private static final int ZEROES = 64 * 1024;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFBLK = 0x6000;
    private static final int S_IFDIR = 0x4000;

    private final String name;
    private final NativeFile file;
    private final FileChannel channel;
    private final boolean readOnly;
    private final boolean unmap;

    private FileStore(String name, NativeFile file, FileChannel channel, boolean readOnly, boolean unmap) {
        this.name = name;
        this.file = file;
        this.channel = channel;
        this.readOnly = readOnly;
        this.unmap = unmap;
    }

    /**
     * Opens a file that exists.
     *
     * @throws IOException if it is not there or of the wrong kind, or somebody else uses it
     */
    static FileStore open(FileOptions options, boolean readOnly) throws IOException {
        var file = openNative(options.filename(), readOnly);
        try {
            checkKind(file, options.filename());
            lock(file, options, readOnly);
            Set<OpenOption> access = readOnly
                    ? Set.of(StandardOpenOption.READ)
                    : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            var channel = FileChannel.open(file.path(), access);
            return new FileStore(
                    options.filename(), file, channel, readOnly, options.discard() == FileOptions.Discard.UNMAP);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Goes on with a file that another version of this code had open; its locks stay as they are. */
    static FileStore takeOver(FileOptions options, boolean readOnly, Handover from) {
        return new FileStore(
                options.filename(),
                NativeFile.of(from.get(DESCRIPTOR, Integer.class)),
                from.get(CHANNEL, FileChannel.class),
                readOnly,
                options.discard() == FileOptions.Discard.UNMAP);
    }

    private static NativeFile openNative(String name, boolean readOnly) throws IOException {
        try {
            return NativeFile.open(name, readOnly);
        } catch (Errno e) {
            throw new IOException("Could not open '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    private static void checkKind(NativeFile file, String name) throws IOException {
        int kind = (Integer) Files.getAttribute(file.path(), "unix:mode") & S_IFMT;
        if (kind != S_IFREG && kind != S_IFBLK) {
            throw new IOException("Could not open '%s': %s"
                    .formatted(name, kind == S_IFDIR ? "Is a directory" : "neither a file nor a block device"));
        }
    }

    private static void lock(NativeFile file, FileOptions options, boolean readOnly) throws IOException {
        try {
            switch (options.locking()) {
                case OFF -> {}
                case ON, AUTO -> ImageLock.take(file, options.filename(), readOnly);
            }
        } catch (IOException e) {
            // a kernel older than these locks does not know the command
            boolean unknown = e.getCause() instanceof Errno f && f.number() == Errno.EINVAL;
            if (options.locking() == FileOptions.Locking.ON || !unknown) {
                throw e;
            }
        }
    }

    /** Its length in whole sectors; what the last one has more than the file reads as zero. */
    @Override
    public long size() throws IOException {
        return Math.ceilDiv(channel.size(), SECTOR) * SECTOR;
    }

    /** Makes it as long as that; what is new reads as zero, and takes no storage. */
    void resize(long length) throws IOException {
        requireWritable();
        try (var opened = new RandomAccessFile(file.path().toFile(), "rw")) {
            opened.setLength(length);
        }
    }

    @Override
    public String filename() {
        return name;
    }

    @Override
    public OptionalLong allocated() throws IOException {
        return OptionalLong.of(file.blocks() * SECTOR);
    }

    @Override
    public void read(ByteBuffer target, long offset) throws IOException {
        long position = offset;
        while (target.hasRemaining()) {
            int read = channel.read(target, position);
            if (read < 0) {
                target.put(new byte[target.remaining()]);
            }
            position += read;
        }
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        requireWritable();
        long position = offset;
        while (source.hasRemaining()) {
            position += channel.write(source, position);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!readOnly) {
            channel.force(false);
        }
    }

    /** Gives storage back if the user wants that and the host can do it; what it cannot stays as it is. */
    @Override
    public void discard(long offset, long length) throws IOException {
        requireWritable();
        if (unmap && length > 0) {
            boolean ignored = file.punchHole(offset, length);
        }
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        requireWritable();
        if (length > 0 && !file.zeroRange(offset, length) && !file.punchHole(offset, length)) {
            writeZeroBytes(offset, length);
        }
    }

    /** For files without holes. */
    void writeZeroBytes(long offset, long length) throws IOException {
        var zeroes = ByteBuffer.allocateDirect((int) Math.min(ZEROES, length));
        for (long done = 0; done < length; done += zeroes.limit()) {
            zeroes.rewind().limit((int) Math.min(zeroes.capacity(), length - done));
            write(zeroes, offset + done);
        }
    }

    private void requireWritable() throws IOException {
        if (readOnly) {
            throw new IOException("it is read-only");
        }
    }

    @Override
    public Optional<Handover> handOver() {
        return Optional.of(Handover.of(Map.of(DESCRIPTOR, file.descriptor(), CHANNEL, channel)));
    }

    /** Closes it; the locks go with the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            channel.close();
        }
    }
}

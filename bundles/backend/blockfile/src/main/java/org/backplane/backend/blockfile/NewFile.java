package org.backplane.backend.blockfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.job.Work;

/** Makes files for images. */
final class NewFile {
    private static final long STEP = 1 << 20;

    /** What can be said of a new file. */
    public record Options(
            @Doc("The file; one that is there loses its contents")
            String filename,

            @Doc("Its length") DataSize size,

            @Doc("Whether its storage is taken at once") @Default("off")
            Preallocation preallocation) {}

    /** When a file takes its storage. */
    @Name("PreallocMode")
    public enum Preallocation {
        /** When it is written to. */
        OFF,
        /** Now what describes it, the rest later; not for plain files. */
        METADATA,
        /** Now, as far as the host can do that without writing. */
        FALLOC,
        /** Now: zeroes are written. */
        FULL
    }

    private final Options options;
    private final Work.Progress progress;

    NewFile(Options options, Work.Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    void make() throws IOException {
        if (options.preallocation == Preallocation.METADATA) {
            throw new IOException("Unsupported preallocation mode 'metadata'");
        }
        touch();
        try (var store = FileStore.open(
                new FileOptions(options.filename, FileOptions.Locking.AUTO, FileOptions.Discard.IGNORE), false)) {
            store.resize(0);
            store.resize(options.size.bytes());
            allocate(store);
            store.flush();
        }
    }

    private void touch() throws IOException {
        try {
            FileChannel.open(Path.of(options.filename), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        } catch (NoSuchFileException e) {
            throw refused("No such file or directory", e);
        } catch (AccessDeniedException e) {
            throw refused("Permission denied", e);
        } catch (FileSystemException e) {
            throw refused(e.getReason() == null ? e.toString() : e.getReason(), e);
        } catch (InvalidPathException e) {
            throw refused(e.getReason(), e);
        }
    }

    private IOException refused(String reason, Exception cause) {
        return new IOException("Could not create '%s': %s".formatted(options.filename, reason), cause);
    }

    private void allocate(FileStore store) throws IOException {
        long size = options.size.bytes();
        for (long done = 0; done < size; done += STEP) {
            progress.reached(done, size);
            long length = Math.min(STEP, size - done);
            switch (options.preallocation) {
                case OFF, METADATA -> {
                    return;
                }
                case FALLOC -> store.writeZeroes(done, length);
                case FULL -> store.writeZeroBytes(done, length);
            }
        }
    }
}

package org.backplane.backend.chardev;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.OptionName;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevName;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** A character device that writes to a file, and reads another if there is one. */
@Component
@ChardevName("file")
@Doc("Writes to a file, and reads from another if one is given.")
public final class FileChardev implements ChardevType<FileChardev.Properties> {

    private static final String IN = "in";
    private static final String OUT = "out";

    public record Properties(
            @Doc("File to write to; created if it is not there") @OptionName("path")
            String out,

            @Doc("File to read from; without one there is no input")
            Optional<String> in,

            @Doc("Whether to write behind what is in the file, instead of in its place") @Default("off")
            boolean append) {}

    @Override
    public Chardev open(Properties properties) throws IOException {
        var in = properties.in.isPresent() ? open(properties.in.get(), READ) : null;
        try {
            var out = open(properties.out, CREATE, WRITE, properties.append ? APPEND : TRUNCATE_EXISTING);
            return new Files(in, out);
        } catch (IOException e) {
            if (in != null) {
                in.close();
            }
            throw e;
        }
    }

    @Override
    public Chardev takeOver(Properties properties, Handover from) {
        return new Files(from.find(IN, FileChannel.class).orElse(null), from.get(OUT, FileChannel.class));
    }

    private static FileChannel open(String name, OpenOption... options) throws IOException {
        try {
            return FileChannel.open(Path.of(name), options);
        } catch (InvalidPathException e) {
            throw new IOException("Could not open '%s': %s".formatted(name, e.getReason()), e);
        } catch (IOException e) {
            throw new IOException("Could not open '%s': %s".formatted(name, reason(e)), e);
        }
    }

    private static @Nullable String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage();
        };
    }

    /** The open files; closing a channel ends a read that is blocked in it. */
    private record Files(@Nullable FileChannel in, FileChannel out) implements Chardev {
        @Override
        public InputStream input() {
            return in == null ? InputStream.nullInputStream() : Channels.newInputStream(in);
        }

        @Override
        public OutputStream output() {
            return Channels.newOutputStream(out);
        }

        @Override
        public Optional<Handover> handOver() {
            return Optional.of(Handover.of(in == null ? Map.of(OUT, out) : Map.of(IN, in, OUT, out)));
        }

        @Override
        public void close() throws IOException {
            try (out) {
                if (in != null) {
                    in.close();
                }
            }
        }
    }
}

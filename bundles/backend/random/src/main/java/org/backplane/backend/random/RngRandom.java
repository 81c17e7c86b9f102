package org.backplane.backend.random;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.backend.Handover;
import org.backplane.api.object.Entropy;
import org.backplane.api.object.ObjectName;
import org.backplane.api.object.ObjectType;
import org.osgi.service.component.annotations.Component;

/** Random bytes from a file or device of the host. */
@Component
@ObjectName("rng-random")
@Doc("Random bytes from a file or device of the host.")
public final class RngRandom implements ObjectType<RngRandom.Properties> {
    public record Properties(
            @Doc("The file or device") @Default("/dev/urandom")
            String filename) {}

    @Override
    public String parent() {
        return "rng-backend";
    }

    @Override
    public Entropy create(Properties properties, Others others) throws IOException {
        return new FileEntropy(readable(properties.filename));
    }

    @Override
    public Entropy takeOver(Properties properties, Others others, Handover from) throws IOException {
        return new FileEntropy(readable(properties.filename), from);
    }

    private static Path readable(String filename) throws IOException {
        try {
            var file = Path.of(filename);
            if (!Files.exists(file)) {
                throw refused(filename, "No such file or directory");
            } else if (Files.isDirectory(file)) {
                throw refused(filename, "Is a directory");
            } else if (!Files.isReadable(file)) {
                throw refused(filename, "Permission denied");
            }
            return file;
        } catch (InvalidPathException e) {
            throw refused(filename, e.getReason());
        }
    }

    private static IOException refused(String filename, String reason) {
        return new IOException("Could not open '%s': %s".formatted(filename, reason));
    }
}

package org.backplane.backend.chardev;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevName;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.osgi.service.component.annotations.Component;

/** A character device that swallows all output and never has input. */
@Component
@ChardevName("null")
@Doc("Swallows all output and never has input.")
public final class NullChardev implements ChardevType<NullChardev.Properties> {

    public record Properties() {}

    private record Nothing(InputStream input, OutputStream output) implements Chardev {
        @Override
        public Optional<Handover> handOver() {
            return Optional.of(Handover.ofNothing());
        }

        @Override
        public void close() {}
    }

    @Override
    public Chardev open(Properties properties) {
        return new Nothing(InputStream.nullInputStream(), OutputStream.nullOutputStream());
    }

    @Override
    public Chardev takeOver(Properties properties, Handover from) {
        return open(properties);
    }
}

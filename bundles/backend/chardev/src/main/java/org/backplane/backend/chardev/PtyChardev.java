package org.backplane.backend.chardev;

import java.io.IOException;
import org.backplane.api.Doc;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevName;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.osgi.service.component.annotations.Component;

/**
 * A character device on a pseudo terminal that is made for it; programs such as screen open its other end. What is sent
 * while nobody has that open is dropped, as QEMU does.
 */
@Component
@ChardevName("pty")
@Doc("A pseudo terminal, made for it.")
public final class PtyChardev implements ChardevType<PtyChardev.Properties> {

    /** It has none. */
    public record Properties() {}

    @Override
    public Chardev open(Properties properties) throws IOException {
        return PseudoTerminal.open();
    }

    @Override
    public Chardev takeOver(Properties properties, Handover from) throws IOException {
        return PseudoTerminal.takeOver(from);
    }
}

package org.backplane.core.board;

import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Component;

/** What users call the machine; it belongs to the process, and another machine in it keeps it. On the main loop. */
@Component(service = Identity.class)
public final class Identity {
    private Optional<String> name = Optional.empty();
    private UUID uuid = new UUID(0, 0);

    public Optional<String> name() {
        return name;
    }

    public void name(Optional<String> given) {
        name = given;
    }

    /** All zero until the user gives one. */
    public UUID uuid() {
        return uuid;
    }

    public void uuid(UUID given) {
        uuid = given;
    }
}

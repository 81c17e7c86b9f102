package org.backplane.api.object;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.backend.Handover;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object that a user made. What it is good for is said by what else it implements: a device that has a property
 * for an {@link Entropy} takes any object that is one.
 */
@ConsumerType
public interface UserObject extends AutoCloseable {
    /**
     * Leaves what it has to an object of another version of its type, while none of its other calls is under way. It is
     * not used any more, nor closed.
     *
     * @return empty if it has nothing to leave: another one is made of its properties beside it, and then it is closed
     */
    default Optional<Handover> handOver() throws IOException {
        return Optional.empty();
    }

    /** Nobody uses it any more, and nobody will. */
    @Override
    default void close() throws IOException {}
}

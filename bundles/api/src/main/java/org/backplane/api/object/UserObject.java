package org.backplane.api.object;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object that a user made. What it is good for is said by what else it implements: a device that has a property
 * for an {@link Entropy} takes any object that is one.
 */
@ConsumerType
public interface UserObject extends AutoCloseable {
    /** Nobody uses it any more, and nobody will. */
    @Override
    default void close() throws IOException {}
}

package org.backplane.api.object;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.NamedBy;
import org.backplane.api.backend.Handover;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A kind of object that users make; a service with {@link ObjectName}.
 *
 * @param <P> the properties a user can give, a record
 */
@ConsumerType
@NamedBy(
        value = "backplane.object.name",
        noun = "object type",
        unknown = "Parameter 'qom-type' does not accept value '%s'")
public interface ObjectType<P extends Record> {
    /** The type that it is a kind of, as {@code qom-list-types} shows it: {@code rng-backend}. */
    default String parent() {
        return "object";
    }

    /**
     * Makes an object. May take its time: it does not run on the main loop.
     *
     * @throws IOException if it cannot be made; the message says why
     * @throws IllegalArgumentException if properties do not go together; the message names them
     */
    UserObject create(P properties, Others others) throws IOException;

    /**
     * Goes on with what an object of another version of this type left by {@link UserObject#handOver}. The machine stands
     * still meanwhile.
     *
     * @param properties those that it was made with
     * @throws IOException if that is not possible; the other version takes it over again then
     */
    default UserObject takeOver(P properties, Others others, Handover from) throws IOException {
        return create(properties, others);
    }

    /** The objects that there are already. */
    @ProviderType
    interface Others {
        /** An object by its id, if there is one that can be used as that. */
        <T> Optional<T> find(String id, Class<T> kind);
    }
}

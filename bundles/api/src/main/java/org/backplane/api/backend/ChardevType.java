package org.backplane.api.backend;

import java.io.IOException;
import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of character device, the host end of serial lines; a service with {@link ChardevName}.
 *
 * @param <P> the properties a user can give, a record
 */
@ConsumerType
@NamedBy(
        value = "backplane.chardev.name",
        noun = "character device type",
        unknown = "Parameter 'type' does not accept value '%s'")
public interface ChardevType<P extends Record> {

    /**
     * Opens one. May take its time: it does not run on the main loop.
     *
     * @throws IOException if it cannot be opened; the message names the file or address
     */
    Chardev open(P properties) throws IOException;

    /**
     * Goes on with a character device that another version of this type had open, as {@link Chardev#handOver} left it.
     * The machine stands still meanwhile.
     *
     * @param properties those that it was opened with
     * @throws IOException if that is not possible; the other version takes it over again then
     */
    default Chardev takeOver(P properties, Handover from) throws IOException {
        throw new IOException("the new type does not take over what is open");
    }
}

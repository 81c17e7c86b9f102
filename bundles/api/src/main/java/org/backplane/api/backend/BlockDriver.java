package org.backplane.api.backend;

import java.io.IOException;
import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of block node, the host end of disks; a service with {@link BlockDriverName}.
 *
 * @param <P> the properties a user can give, a record
 */
@ConsumerType
@NamedBy(
        value = "backplane.block.driver.name",
        noun = "block driver",
        unknown = "Parameter 'driver' does not accept value '%s'")
public interface BlockDriver<P extends Record> {

    /**
     * Opens a node. May take its time: it does not run on the main loop.
     *
     * @param readOnly whether nothing will be written; a store that allows no writes refuses {@code false}
     * @throws IOException if it cannot be opened; the message names the file or address
     */
    BlockStore open(P properties, boolean readOnly) throws IOException;

    /**
     * Goes on with a node that another version of this driver had open, as {@link BlockStore#handOver} left it. The
     * machine stands still meanwhile.
     *
     * @param properties those that it was opened with
     * @throws IOException if that is not possible; the other version takes it over again then
     */
    default BlockStore takeOver(P properties, boolean readOnly, Handover from) throws IOException {
        throw new IOException("the new driver does not take over what is open");
    }
}

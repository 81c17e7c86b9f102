package org.backplane.api.backend;

import java.io.IOException;
import org.backplane.api.NamedBy;
import org.backplane.api.job.Work;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What makes new images for a block driver; a service with the driver's {@link BlockDriverName}, the driver itself if
 * it likes.
 *
 * @param <P> what a user can say of a new image, a record
 */
@ConsumerType
@NamedBy(
        value = "backplane.block.driver.name",
        noun = "block driver that makes images",
        unknown = "Driver '%s' does not support blockdev-create")
public interface BlockCreator<P extends Record> {
    /**
     * Makes an image. May take its time: it is a job.
     *
     * @throws IOException if it cannot be made; the message names the file or address
     */
    void create(P options, Work.Progress progress) throws IOException;
}

package org.backplane.api.job;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** What a job does, on a thread of its own. */
@ConsumerType
@FunctionalInterface
public interface Work {
    /**
     * Does it.
     *
     * @throws IOException if it did not work; the message says why
     */
    void run(Progress progress) throws IOException;

    /** How far it is. */
    @ProviderType
    interface Progress {
        /**
         * Tells how far the work is, now and then. Waits here while the job is paused.
         *
         * @throws java.util.concurrent.CancellationException when the job is cancelled; the work tidies up and lets it
         *     through
         */
        void reached(long done, long total);
    }
}

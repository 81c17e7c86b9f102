package org.backplane.api.command;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One sender's ordered way to the main loop. Commands of one feed run strictly one after the other; those of
 * different feeds take turns.
 */
@ProviderType
public interface Feed extends AutoCloseable {

    /**
     * Appends a command. Never blocks.
     *
     * @return its answer as a neutral tree (Map, List, String, Boolean, Long, BigInteger, Double, null), or a
     *     {@link CommandException}; completed on the main loop
     */
    CompletionStage<Object> submit(Request request);

    /** Ends the feed; commands that wait in it are dropped. */
    @Override
    void close();
}

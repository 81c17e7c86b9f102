package org.backplane.api.command;

import java.util.function.Consumer;
import org.backplane.api.event.Event;
import org.osgi.annotation.versioning.ProviderType;

/** Where a transport asks for its way to the main loop. */
@ProviderType
public interface Feeds {

    /**
     * Opens a feed.
     *
     * @param origin who feeds it: {@code cli}, {@code qmp:3}; seen in logs and the journal
     * @param events told every event from now on, on a thread of the loop: it enqueues and returns
     */
    Feed open(String origin, Consumer<Event> events);
}

package org.backplane.api.event;

import org.osgi.annotation.versioning.ProviderType;

/** Where events are told. Safe from any thread, never blocks. */
@ProviderType
public interface Events {

    /** Tells an event, a record with {@link EventName}, to every open feed; later, if it is {@link OncePerSecond} and was told just now. */
    void emit(Record event);
}

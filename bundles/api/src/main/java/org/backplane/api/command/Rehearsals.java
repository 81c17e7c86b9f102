package org.backplane.api.command;

import org.osgi.annotation.versioning.ProviderType;

/** Where a transport asks what a feed would come to. */
@ProviderType
public interface Rehearsals {

    /** Begins with what is there at this moment. From any thread. */
    Rehearsal begin();
}

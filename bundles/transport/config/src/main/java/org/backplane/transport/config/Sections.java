package org.backplane.transport.config;

import java.util.Optional;
import java.util.SortedSet;
import org.backplane.api.config.Section;

/** The sections that there are at this moment. */
interface Sections {

    /** Their names. */
    SortedSet<String> names();

    /** The one of that name. */
    Optional<Section<?>> find(String name);
}

package org.backplane.transport.config;

import java.util.Optional;
import java.util.SortedSet;
import org.backplane.api.config.Section;
import org.backplane.api.schema.Types;

/** The sections that bundles bring. */
record SectionRegistry(Types types) implements Sections {

    @Override
    public SortedSet<String> names() {
        return types.names(Section.class);
    }

    @Override
    public Optional<Section<?>> find(String name) {
        return types.find(Section.class, name).map(section -> section);
    }
}

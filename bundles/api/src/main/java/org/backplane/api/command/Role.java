package org.backplane.api.command;

import java.util.Locale;

/** What a sender of commands may do, from least to most. */
public enum Role {
    /** May look, and change nothing. */
    OBSERVER,
    /** May do with the machine what there is to do, but not with the process. */
    OPERATOR,
    /** May do everything. */
    OWNER;

    /** Whether it may do what another role may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The name on the wire: {@code observer}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.backplane.transport.config;

import io.pebbletemplates.pebble.error.PebbleException;

/** A template may not do something; the message is for its author as it stands. */
final class Refusal extends PebbleException {
    private static final long serialVersionUID = 1L;

    Refusal(String message, int line, String file) {
        super(null, message, line, file);
    }
}

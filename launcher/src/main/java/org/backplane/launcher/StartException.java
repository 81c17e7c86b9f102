package org.backplane.launcher;

import java.io.Serial;

/** There is nothing to run; the message is for the user and names what is missing or wrong. */
final class StartException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

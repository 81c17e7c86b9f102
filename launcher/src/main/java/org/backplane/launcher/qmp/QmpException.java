package org.backplane.launcher.qmp;

import java.io.Serial;

/** Something did not work; the message is for the user. */
final class QmpException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** How the process ends. */
    enum Status {
        /** The server has refused a command. */
        REFUSED(1),
        /** It never came to that. */
        UNUSABLE(2);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Status status;

    QmpException(Status status, String message) {
        super(message);
        this.status = status;
    }

    /** The words, the script or the server are not as they have to be. */
    static QmpException unusable(String message) {
        return new QmpException(Status.UNUSABLE, message);
    }

    Status status() {
        return status;
    }
}

package org.backplane.backend.blockfile;

/** How a file is opened. */
record FileOptions(String filename, Locking locking, Discard discard) {

    /** Whether an image is locked against other users. */
    public enum Locking {
        ON,
        OFF,
        /** If the host can do it. */
        AUTO
    }

    /** What becomes of storage that the guest does not need any more. */
    public enum Discard {
        /** It is kept. */
        IGNORE,
        /** It is given back to the host. */
        UNMAP
    }
}

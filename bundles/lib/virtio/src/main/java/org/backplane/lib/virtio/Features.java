package org.backplane.lib.virtio;

/** The feature bits that belong to queues and transport rather than to one type of device; chapter 6. */
public final class Features {
    /** A descriptor may refer to a table of descriptors. */
    public static final long INDIRECT_DESC = 1L << 28;

    /** Either side says from which index on it wants to be told. */
    public static final long EVENT_IDX = 1L << 29;

    /** The device follows version 1 of the specification; every device here does, and wants a driver that does. */
    public static final long VERSION_1 = 1L << 32;

    private Features() {}
}

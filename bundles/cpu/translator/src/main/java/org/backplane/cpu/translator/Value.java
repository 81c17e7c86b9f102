package org.backplane.cpu.translator;

/** What a step reads: 64 bits. */
public sealed interface Value {

    /** The content of a slot; see {@link GuestState}. */
    record Slot(int number) implements Value {}

    /** A constant. */
    record Constant(long value) implements Value {}

    static Value of(long constant) {
        return new Constant(constant);
    }

    static Value slot(int number) {
        return new Slot(number);
    }
}

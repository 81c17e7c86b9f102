package org.backplane.cpu.translator;

/** What a step reads: 64 bits, but for {@link Context}. */
public sealed interface Value {

    /** The content of a slot; see {@link GuestState}. */
    record Slot(int number) implements Value {}

    /** A constant. */
    record Constant(long value) implements Value {}

    /** The bits of {@link GuestState#context}, as an {@code int} argument. */
    record Context() implements Value {}

    static Value of(long constant) {
        return new Constant(constant);
    }

    static Value slot(int number) {
        return new Slot(number);
    }
}

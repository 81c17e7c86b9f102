package org.backplane.cpu.translator;

/** What a step reads: 64 bits, unless it says otherwise. */
public sealed interface Value {

    /** The content of a slot; see {@link GuestState}. */
    record Slot(int number) implements Value {}

    /** A constant. */
    record Constant(long value) implements Value {}

    /** The bits of {@link GuestState#context}, as an {@code int} argument. */
    record Context() implements Value {}

    /** What {@link GuestState#budget} was before this instruction, as an {@code int} argument. */
    record Budget() implements Value {}

    /** The processor's state itself, as an argument of its own type. */
    record State() implements Value {}

    /** The host address that a {@link Step.Access} has found, as an argument. */
    record HostAddress() implements Value {}

    static Value of(long constant) {
        return new Constant(constant);
    }

    static Value slot(int number) {
        return new Slot(number);
    }
}

package org.backplane.lib.riscv;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers a hart's environment calls from supervisor mode in place of machine-mode software: built-in firmware. It is
 * called on the hart's own thread, between two instructions, without the machine lock.
 */
@FunctionalInterface
@ConsumerType
public interface Environment {

    /** Answers the {@code ecall} whose arguments are in {@code a0} to {@code a7}; the hart goes on behind it. */
    void call(Hart hart);
}

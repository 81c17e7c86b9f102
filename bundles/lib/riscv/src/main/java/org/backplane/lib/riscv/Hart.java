package org.backplane.lib.riscv;

import java.util.Collection;
import org.backplane.api.cpu.Cpu;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A RISC-V hart. Its interrupt inputs are {@code msip}, {@code mtip}, {@code meip}, {@code seip} and {@code ssip}. As
 * for any processor, what is not said to be safe from any thread is for the hart's own thread, or for while it does
 * not run.
 */
@ProviderType
public interface Hart extends Cpu {

    /** The lines of an {@link Environment}'s hart state management; SBI, chapter 9. */
    enum Status {
        STARTED,
        STOPPED
    }

    /** Its number, {@code mhartid}. */
    int id();

    /**
     * An integer register.
     *
     * @param number 0 to 31
     */
    long x(int number);

    /** Sets an integer register; x0 stays zero. */
    void x(int number, long value);

    /** The mode it executes in. */
    Privilege privilege();

    /** Has environment calls from supervisor mode answered here, or trap as the specification has it. */
    void environment(@Nullable Environment environment);

    /** Whether it executes instructions at all; from any thread. */
    Status status();

    /**
     * Starts a hart that is stopped, with interrupts off and translation bare; from any thread.
     *
     * @param pc its first instruction
     * @param mode the mode it starts in
     * @param a0 what {@code a0} holds: the number of the hart
     * @param a1 what {@code a1} holds
     * @return false, and nothing is done, if it is not stopped
     */
    boolean start(long pc, Privilege mode, long a0, long a1);

    /** Stops it until it is started again; on its own thread, from an environment call, or while it does not run. */
    void stop();

    /**
     * Sets the supervisor timer, as firmware without Sstc does: {@code stimecmp} in ticks of {@code time}. A pending
     * timer interrupt goes until then.
     */
    void timer(long deadline);

    /**
     * Makes harts discard what they know of code and translations; when it returns, none of them uses an old one. The
     * hart itself may be among them. From this hart's own environment call.
     */
    void fence(Collection<Hart> harts, Fence fence);

    /**
     * What a remote fence is about.
     *
     * @param kind which fence
     * @param start the first virtual address
     * @param size the length in bytes; 0 with {@code start} 0, or -1, for the whole address space
     * @param asid the address space, or -1 for all
     */
    record Fence(Kind kind, long start, long size, int asid) {

        /** Which instruction is executed remotely. */
        public enum Kind {
            FENCE_I,
            SFENCE_VMA
        }
    }
}

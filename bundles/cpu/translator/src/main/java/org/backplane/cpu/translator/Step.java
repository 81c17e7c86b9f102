package org.backplane.cpu.translator;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * A part of what a guest instruction does, in terms of no instruction set. Most instructions are one step. A step that
 * may leave to the interpreter comes before any that changes a slot, since the interpreter executes the instruction
 * from its beginning; steps that go elsewhere come last.
 */
public sealed interface Step {

    /** {@code target = left kind right}. */
    record Compute(Arithmetic kind, int target, Value left, Value right) implements Step {}

    /**
     * {@code target = owner.method(arguments)}: a static method on {@code long}s, {@code int}s and perhaps the state, which
     * changes no slot.
     */
    record Call(ClassDesc owner, String method, MethodTypeDesc type, int target, List<Value> arguments)
            implements Step {

        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * {@code target = owner.method(arguments)} like a {@link Call}; but if that is {@code unsure}, the method could not
     * tell, and the instruction is left to the interpreter.
     */
    record Try(
            ClassDesc owner,
            String method,
            MethodTypeDesc type,
            int target,
            List<Value> arguments,
            long unsure,
            Leave reason)
            implements Step {

        public Try {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * {@code target = method(arguments)} of {@code long}s, the bits of doubles, if {@code sure} holds of the result; else the
     * instruction is left to the interpreter.
     */
    record Checked(Method method, Sure sure, int target, List<Value> arguments, Leave reason) implements Step {

        public Checked {
            arguments = List.copyOf(arguments);
        }
    }

    /** Leaves the instruction to the interpreter unless {@link GuestState#context} has all of some bits. */
    record Require(int bits, Leave reason) implements Step {}

    /** Reads memory at {@code base + offset}; the {@code extension} says how to make 64 bits of it. */
    record Load(int target, Value base, long offset, int bytes, Extension extension) implements Step {}

    /** Writes the low bytes of a value to memory at {@code base + offset}. */
    record Store(Value value, Value base, long offset, int bytes) implements Step {}

    /**
     * {@code target = owner.method(arguments)} like a {@link Call}, but on {@code bytes} of memory at {@code base}, which
     * are there, aligned, and may be read, or written if the method {@code writes}.
     */
    record Access(
            ClassDesc owner,
            String method,
            MethodTypeDesc type,
            int target,
            List<Value> arguments,
            Value base,
            int bytes,
            boolean writes)
            implements Step {

        public Access {
            arguments = List.copyOf(arguments);
        }
    }

    /** Keeps the order of memory accesses before and behind it, for all to see. */
    record Fence() implements Step {}

    /** Goes to a fixed address if a comparison holds, else to the next instruction. */
    record Branch(Condition condition, Value left, Value right, long target) implements Step {}

    /** Goes to a fixed address. */
    record Jump(long target) implements Step {}

    /**
     * Goes to {@code base + offset}, without the bits that {@code mask} lacks.
     *
     * @param link the slot that gets {@code linkValue}, or -1
     * @param likely where it may lead inside the region, as far as is known
     */
    record JumpAny(Value base, long offset, long mask, int link, long linkValue, List<Long> likely) implements Step {

        public JumpAny {
            likely = List.copyOf(likely);
        }
    }

    /** Leaves the instruction to the interpreter. */
    record LeaveHere(Leave reason) implements Step {}

    /** Which results of the host's arithmetic with doubles are to be taken. */
    sealed interface Sure {

        /** All finite numbers. */
        record Finite() implements Sure {}

        /**
         * What is surely normal, and zero with a reason: that one of some arguments is zero, or one is so large that nothing can
         * have been lost.
         *
         * @param limit what the magnitude of a large argument is beyond, as bits
         */
        record Normal(List<Value> zeros, List<Value> large, long limit) implements Sure {

            public Normal {
                zeros = List.copyOf(zeros);
                large = List.copyOf(large);
            }
        }
    }

    /** A static method. */
    record Method(ClassDesc owner, String name) {}

    /** How fewer than 64 bits become as many. */
    enum Extension {
        SIGN,
        ZERO,
        /** Ones: the box around a single-precision value. */
        ONES
    }
}

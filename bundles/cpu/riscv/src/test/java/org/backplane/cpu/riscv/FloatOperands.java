package org.backplane.cpu.riscv;

import java.util.SplittableRandom;

/** Operands for tests, drawn where floating-point arithmetic has its corners. */
final class FloatOperands {
    private final SplittableRandom random;
    private final int fractionBits;
    private final int exponentBits;

    private FloatOperands(long seed, int fractionBits, int exponentBits) {
        random = new SplittableRandom(seed);
        this.fractionBits = fractionBits;
        this.exponentBits = exponentBits;
    }

    static FloatOperands binary32(long seed) {
        return new FloatOperands(seed, 23, 8);
    }

    static FloatOperands binary64(long seed) {
        return new FloatOperands(seed, 52, 11);
    }

    long next() {
        return assemble(exponentField());
    }

    /** An operand of much the same size as another, or such that their product is near an end. */
    long near(long other) {
        int field = (int) (other >>> fractionBits) & maxField();
        return switch (random.nextInt(5)) {
            case 0 -> next();
            case 1 -> assemble(field + random.nextInt(-2, 3));
            case 2 -> assemble(field + random.nextInt(-fractionBits - 3, fractionBits + 4));
            case 3 -> assemble(maxField() / 2 - field + random.nextInt(-2, 3));
            default -> assemble(maxField() / 2 * 3 - field + random.nextInt(-2, 3));
        };
    }

    int roundingMode() {
        return random.nextInt(5);
    }

    /** No flags accrued, or some of them; inexact more often than the others. */
    int flags() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(32);
            case 1 -> Fcsr.NX;
            default -> 0;
        };
    }

    long integer() {
        long bits = random.nextLong() >> random.nextInt(64);
        return random.nextBoolean() ? bits : (1L << random.nextInt(64)) + random.nextInt(-2, 3);
    }

    private long assemble(int exponentField) {
        long field = Math.clamp(exponentField, 0, maxField());
        long sign = random.nextLong(2);
        return sign << (fractionBits + exponentBits) | field << fractionBits | fraction();
    }

    private int exponentField() {
        int bias = maxField() / 2;
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(0, 3);
            case 1 -> maxField() - random.nextInt(0, 3);
            case 2 -> bias + random.nextInt(-2, 3);
            case 3 -> random.nextInt(0, fractionBits + 4);
            case 4 -> bias + random.nextInt(0, 68);
            case 5 -> bias / 2 + random.nextInt(-fractionBits, fractionBits);
            default -> random.nextInt(maxField() + 1);
        };
    }

    private long fraction() {
        long mask = (1L << fractionBits) - 1;
        long bits = random.nextLong() & mask;
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextLong(4);
            case 2 -> mask - random.nextLong(4);
            case 3 -> 1L << random.nextInt(fractionBits);
            case 4 -> bits >>> random.nextInt(fractionBits);
            case 5 -> bits << random.nextInt(fractionBits) & mask;
            default -> bits;
        };
    }

    private int maxField() {
        return (1 << exponentBits) - 1;
    }
}

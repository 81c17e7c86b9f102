package org.backplane.api;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as QEMU writes sizes: {@code 4096}, {@code 0x1000}, {@code 512M}, {@code 2G}.
 *
 * @param bytes the size, 0 to 2^63 - 1
 */
public record DataSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(0[xX][0-9a-fA-F]+|[0-9]+)([bBkKmMgGtTpPeE]?)");
    private static final String SUFFIXES = "BKMGTPE";

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /**
     * Reads a size; the suffixes B, K, M, G, T, P and E are powers of 1024, in either case.
     *
     * @throws IllegalArgumentException if the text is no size, or one of 2^63 bytes or more
     */
    public static DataSize parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("expected a size such as 4096, 512M or 2G");
        }
        var digits = match.group(1);
        var number = digits.startsWith("0x") || digits.startsWith("0X")
                ? new BigInteger(digits.substring(2), 16)
                : new BigInteger(digits);
        int power = match.group(2).isEmpty()
                ? 0
                : SUFFIXES.indexOf(Character.toUpperCase(match.group(2).charAt(0)));
        var bytes = number.shiftLeft(10 * power);
        if (bytes.bitLength() > 63) {
            throw new IllegalArgumentException("expected a size below 8E");
        }
        return new DataSize(bytes.longValueExact());
    }

    /** The size in the largest unit that leaves a whole number, as {@link #parse} reads it. */
    @Override
    public String toString() {
        int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, SUFFIXES.length() - 1);
        return (bytes >> (10 * power)) + (power == 0 ? "" : SUFFIXES.substring(power, power + 1));
    }
}

package org.backplane.firmware.sbi;

/**
 * The answer to a call; SBI, chapter "Binary Encoding".
 *
 * @param error 0, or one of the standard errors
 * @param value what it says beside
 */
record Result(long error, long value) {
    static final Result OK = new Result(0, 0);
    static final Result FAILED = new Result(-1, 0);
    static final Result NOT_SUPPORTED = new Result(-2, 0);
    static final Result INVALID_PARAM = new Result(-3, 0);
    static final Result DENIED = new Result(-4, 0);
    static final Result INVALID_ADDRESS = new Result(-5, 0);
    static final Result ALREADY_AVAILABLE = new Result(-6, 0);

    static Result of(long value) {
        return new Result(0, value);
    }
}

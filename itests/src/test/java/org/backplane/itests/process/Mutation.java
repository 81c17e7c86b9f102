package org.backplane.itests.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Spoils messages byte by byte. */
final class Mutation {
    private static final byte[] LOVED = "{}[]\"'\\:,0-+.eE\u0001\t\r\n\0tfnu ".getBytes(StandardCharsets.ISO_8859_1);

    private final RandomGenerator random;

    Mutation(RandomGenerator random) {
        this.random = random;
    }

    /** The message with up to four places changed. */
    byte[] of(byte[] message) {
        var spoilt = message;
        for (int i = random.nextInt(4); i >= 0; i--) {
            spoilt = once(spoilt);
        }
        return spoilt;
    }

    private byte[] once(byte[] message) {
        int at = random.nextInt(message.length + 1);
        int length = Math.min(1 + random.nextInt(8), message.length - at);
        return switch (random.nextInt(5)) {
            case 0 -> joined(message, at, at + length, new byte[0]);
            case 1 -> joined(message, at, at, bytes());
            case 2 -> joined(message, at, at + length, bytes());
            case 3 -> joined(message, at, at, Arrays.copyOfRange(message, at, at + length));
            default -> Arrays.copyOf(message, at);
        };
    }

    private byte[] bytes() {
        var bytes = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextBoolean() ? LOVED[random.nextInt(LOVED.length)] : (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] joined(byte[] message, int from, int to, byte[] between) {
        var joined = new ByteArrayOutputStream();
        joined.write(message, 0, from);
        joined.writeBytes(between);
        joined.write(message, to, message.length - to);
        return joined.toByteArray();
    }
}

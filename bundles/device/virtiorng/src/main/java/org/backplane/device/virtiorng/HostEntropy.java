package org.backplane.device.virtiorng;

import java.security.SecureRandom;
import org.backplane.api.object.Entropy;

/** What the host's random number generator gives, for a device to which the user connected no other source. */
final class HostEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public int available() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void read(byte[] target, int from, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, target, from, length);
    }
}

package org.backplane.api.object;

import java.security.SecureRandom;
import org.backplane.api.Name;
import org.osgi.annotation.versioning.ConsumerType;

/** An object that has random bytes. Its calls come under the machine lock, so they never block. */
@ConsumerType
@Name("rng-backend")
public interface Entropy extends UserObject {
    /** How many bytes are there now; when it is none, some come later. */
    int available();

    /**
     * Gives bytes that are there; each is given once.
     *
     * @param length no more than {@link #available}
     */
    void read(byte[] target, int from, int length);

    /** What this process's own generator gives, which the host seeds: there is always some. */
    static Entropy ofHost() {
        var random = new SecureRandom();
        return new Entropy() {
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
        };
    }
}

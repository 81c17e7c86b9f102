package org.backplane.backend.random;

import java.security.SecureRandom;
import org.backplane.api.Doc;
import org.backplane.api.object.Entropy;
import org.backplane.api.object.ObjectName;
import org.backplane.api.object.ObjectType;
import org.osgi.service.component.annotations.Component;

/** Random bytes of this process's own generator, which the host's seeds. */
@Component
@ObjectName("rng-builtin")
@Doc("Random bytes of this process's own generator, which the host's seeds.")
public final class RngBuiltin implements ObjectType<RngBuiltin.Properties> {
    public record Properties() {}

    @Override
    public String parent() {
        return "rng-backend";
    }

    @Override
    public Entropy create(Properties properties, Others others) {
        return new Generator();
    }

    private static final class Generator implements Entropy {
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
}

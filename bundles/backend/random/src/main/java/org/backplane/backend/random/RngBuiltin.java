package org.backplane.backend.random;

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
        return Entropy.ofHost();
    }
}

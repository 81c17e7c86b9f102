package org.backplane.api.cpu;

import org.backplane.api.NamedBy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of processor; registered as a service with {@link CpuName}.
 *
 * @param <P> the properties a user can give, a record
 */
@ConsumerType
@NamedBy(value = "backplane.cpu.name", noun = "CPU type")
public interface CpuType<P extends Record> {

    /** What such processors execute. */
    Architecture architecture();

    /**
     * Puts one processor into its socket, in its state at power-on.
     *
     * @throws IllegalArgumentException if properties do not go together; the message names them
     */
    Cpu create(P properties, CpuSocket socket);
}

package org.backplane.api.machine;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;

/**
 * What a user asked for.
 *
 * @param type the machine type
 * @param memory guest memory; the machine has a default
 * @param cpus the number of processors
 * @param cpu the processor for {@link Board#cpu}; the machine has a default
 * @param firmware the name of built-in firmware, {@code none}, or a file
 * @param kernel a kernel's file
 * @param initrd an initial RAM disk's file
 * @param cmdline the kernel's command line
 * @param dtb a device tree's file, instead of the one that the machine makes
 * @param properties properties of the machine type's own
 */
public record MachineSettings(
        String type,
        Optional<DataSize> memory,
        int cpus,
        Optional<String> cpu,
        Optional<String> firmware,
        Optional<String> kernel,
        Optional<String> initrd,
        Optional<String> cmdline,
        Optional<String> dtb,
        Map<String, Object> properties) {}

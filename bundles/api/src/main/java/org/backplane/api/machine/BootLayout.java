package org.backplane.api.machine;

/**
 * Where firmware and kernels go.
 *
 * @param ramBase the first address of RAM; firmware goes there
 * @param ramSize its length in bytes
 * @param kernel where a flat kernel goes when there is firmware
 * @param elfMachine the {@code e_machine} of ELF files it can run
 */
public record BootLayout(long ramBase, long ramSize, long kernel, int elfMachine) {}

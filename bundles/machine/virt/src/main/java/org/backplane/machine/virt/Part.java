package org.backplane.machine.virt;

import org.backplane.api.machine.BoardDevice;

/**
 * A device with a node of its own in the device tree.
 *
 * @param name the name of its node
 * @param device the device
 * @param address where its window lies
 * @param size the length that the device tree says
 * @param irq its interrupt source, or 0
 */
record Part(String name, BoardDevice device, long address, long size, int irq) {}

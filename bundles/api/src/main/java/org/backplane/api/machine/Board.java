package org.backplane.api.machine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.device.Power;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.osgi.annotation.versioning.ProviderType;

/** What a machine is built on: it has the memory map, makes devices and processors from their types, and wires. */
@ProviderType
public interface Board {

    /** What the user asked for; in {@code machine-created} and later. */
    MachineSettings settings();

    /** The machine, from {@code machine-initialized} on. */
    Machine machine();

    /** Says that the machine is built; by the handler that built it. */
    void machine(Machine machine);

    /** Guest addresses. */
    AddressSpace memory();

    /**
     * Adds RAM.
     *
     * @param size a multiple of 4 KiB
     * @throws org.backplane.api.command.CommandException if the host has not as much
     */
    Ram ram(String name, long base, long size);

    /** Adds memory that the guest can only read. */
    Ram rom(String name, long base, long size);

    /**
     * Adds a processor, number {@code cpus().size()}.
     *
     * @param model a type of processor, and perhaps properties of it as the user likes them: {@code rv64,sv57=off}
     * @param properties those that the machine wants unless the user says otherwise
     * @throws org.backplane.api.command.CommandException if there is no such type, or properties are wrong
     */
    Cpu cpu(String model, Map<String, Object> properties);

    /** The processors, in order. */
    List<Cpu> cpus();

    /**
     * Begins a device of the board's own; {@link BoardDevice#realize} plugs it in.
     *
     * @param id its name: {@code serial0}
     * @param type the name of a device type
     * @throws org.backplane.api.command.CommandException if there is no such type, or properties are wrong
     */
    BoardDevice device(String id, String type, Map<String, Object> properties);

    /** The devices that are plugged in, in the order of their coming. */
    List<BoardDevice> devices();

    /** The character device, by its id, for a serial line of the board's own; empty if the user named none. */
    Optional<String> serial(int index);

    /** The host end of the first serial line, for firmware that prints; shared with the device on that line. */
    SerialLine console();

    /** The power switch. */
    Power power();

    /**
     * Puts bytes into memory on every reset, the first start among them, before {@link Machine#boot}; in place of an
     * earlier image of that name.
     *
     * @param contents from its position to its limit; the buffer is kept, and may be a mapped file
     */
    void image(String name, long address, ByteBuffer contents);

    /** Puts the bytes of an array into memory on every reset. */
    default void image(String name, long address, byte[] bytes) {
        image(name, address, ByteBuffer.wrap(bytes));
    }

    /** What is started at {@code machine-ready} and on every reset. */
    void bootPlan(BootPlan plan);

    /** Takes back all images and the boot plan. */
    void unload();

    /** Takes everything down that was built: devices, processors, memory. */
    void clear();
}

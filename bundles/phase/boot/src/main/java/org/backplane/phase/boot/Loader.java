package org.backplane.phase.boot;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.BootPlan.Extent;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.schema.Types;
import org.backplane.lib.fdt.DeviceTree;

/** Loads once: reads the files, finds a place for each, and says how the machine starts. */
final class Loader {
    private static final long MEGABYTE = 1 << 20;
    /** Linux maps itself by pages of 2 MiB. */
    private static final long KERNEL_ALIGNMENT = 2 * MEGABYTE;

    private static final long PAGE = 4096;
    /** QEMU's distance from a kernel to its initial RAM disk, or half of memory: room to unpack and to grow. */
    private static final long INITRD_DISTANCE = 512 * MEGABYTE;

    private static final long MAX_DEVICE_TREE = 16 * MEGABYTE;

    /**
     * What lies below a kernel.
     *
     * @param builtIn firmware that is part of the emulator
     * @param entry the first instruction of firmware from a file
     * @param kernel where firmware expects a flat kernel
     */
    private record Below(Optional<Firmware> builtIn, Optional<Long> entry, Optional<Long> kernel) {}

    /** Bytes and where they go. */
    record Placed(long address, ByteBuffer bytes) {}

    private final MachineSettings settings;
    private final BootLayout layout;
    private final Types types;
    private final MemoryPlan memory;
    private final Map<String, Placed> images = new LinkedHashMap<>();

    Loader(MachineSettings settings, BootLayout layout, Types types) {
        this.settings = settings;
        this.layout = layout;
        this.types = types;
        memory = new MemoryPlan(layout);
    }

    /** What goes into memory, by name. */
    Map<String, Placed> images() {
        return images;
    }

    BootPlan plan() {
        var below = below(FirmwareChoice.of(settings, types));
        var kernel = settings.kernel().map(name -> kernel(new BootFile("kernel", name), below));
        var initrd =
                settings.initrd().map(name -> initrd(new BootFile("initrd", name), kernel.orElse(layout.ramBase())));
        return new BootPlan(
                below.builtIn(),
                below.entry().or(() -> kernel).orElse(layout.ramBase()),
                kernel,
                initrd,
                settings.cmdline().orElse(""),
                settings.dtb().map(name -> deviceTree(new BootFile("dtb", name)).flatten()),
                memory.taken());
    }

    private Below below(FirmwareChoice choice) {
        return switch (choice) {
            case FirmwareChoice.BuiltIn(var firmware) ->
                new Below(Optional.of(firmware), Optional.empty(), Optional.of(layout.kernel()));
            case FirmwareChoice.Given(var file) -> {
                var program = Programs.firmware(file, layout.ramSize());
                long entry = load(file, program, layout.ramBase());
                long kernel = Math.max(layout.kernel(), alignUp(memory.end(), KERNEL_ALIGNMENT));
                yield new Below(Optional.empty(), Optional.of(entry), Optional.of(kernel));
            }
            case FirmwareChoice.None() -> new Below(Optional.empty(), Optional.empty(), Optional.empty());
        };
    }

    /** Returns its entry; a flat one goes where what is below it expects that, or else where its header says. */
    private long kernel(BootFile file, Below below) {
        var program = below.entry().isPresent()
                ? Programs.payload(file, layout.ramSize())
                : Programs.kernel(file, layout.ramSize());
        long offset = program instanceof Program.Image image ? Math.min(image.textOffset(), layout.ramSize()) : 0;
        return load(file, program, below.kernel().orElse(layout.ramBase() + offset));
    }

    /** Returns the address of the first instruction. */
    private long load(BootFile file, Program program, long address) {
        switch (program) {
            case Program.Flat(var bytes) -> place(file, file.setting(), address, bytes, bytes.limit());
            case Program.Image(var bytes, var _, var size) -> place(file, file.setting(), address, bytes, size);
            case Program.Elf elf -> segments(file, elf);
        }
        return program instanceof Program.Elf elf ? elf.entry() : address;
    }

    private void segments(BootFile file, Program.Elf elf) {
        if (elf.machine() != layout.elfMachine()) {
            throw file.wrong("it is an ELF file for %s; this machine executes those for %s"
                    .formatted(ElfMachine.name(elf.machine()), ElfMachine.name(layout.elfMachine())));
        }
        for (int i = 0; i < elf.segments().size(); i++) {
            var segment = elf.segments().get(i);
            place(
                    file,
                    "%s.%d".formatted(file.setting(), i),
                    segment.address(),
                    segment.bytes(),
                    segment.bytes().limit());
        }
    }

    private Extent initrd(BootFile file, long kernel) {
        var bytes = file.contents(layout.ramSize());
        long behind = alignUp(memory.end(), PAGE);
        long apart = alignUp(kernel + Math.min(layout.ramSize() / 2, INITRD_DISTANCE), PAGE);
        long address = apart > behind && memory.has(apart, bytes.limit()) ? apart : behind;
        place(file, file.setting(), address, bytes, bytes.limit());
        return new Extent(address, address + bytes.limit());
    }

    private void place(BootFile file, String name, long address, ByteBuffer bytes, long size) {
        memory.take(file, address, size);
        images.put(name, new Placed(address, bytes));
    }

    /**
     * A user's device tree, checked whole.
     *
     * @throws org.backplane.api.command.CommandException if it is none
     */
    static DeviceTree deviceTree(BootFile file) {
        var bytes = file.contents(MAX_DEVICE_TREE);
        try {
            return DeviceTree.read(Programs.array(bytes));
        } catch (IllegalArgumentException e) {
            throw file.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static long alignUp(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }
}

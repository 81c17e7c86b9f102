package org.backplane.machine.virt;

import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Needs;
import org.backplane.api.RefersTo;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineName;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.osgi.service.component.annotations.Component;

/**
 * QEMU's {@code virt} machine for RISC-V: its memory map and interrupt numbers. The platform bus and PCI
 * Express are left out, and its device tree does not speak of them.
 */
@Component(service = MachineType.class)
@MachineName("virt")
@Needs(kind = "backplane.device", name = "serial-mm")
@Needs(kind = "backplane.device", name = "goldfish_rtc")
@Needs(kind = "backplane.device", name = "riscv.sifive.plic")
@Needs(kind = "backplane.device", name = "riscv.sifive.test")
@Needs(kind = "backplane.device", name = "riscv.aclint.mtimer")
@Needs(kind = "backplane.device", name = "riscv.aclint.swi")
@Needs(kind = "backplane.device", name = "fw_cfg_mem")
@Needs(kind = "backplane.device", name = "cfi.pflash01")
@Needs(kind = "backplane.cpu", name = "rv64")
@Needs(kind = "backplane.firmware", name = "sbi")
@Doc("RISC-V machine made for virtual machines.")
public final class VirtType implements MachineType<VirtType.Properties> {
    /** What it has if the user does not say. */
    static final DataSize DEFAULT_MEMORY = new DataSize(128L << 20);

    static final String DEFAULT_CPU = "rv64";

    private static final int MAX_HARTS = 8;
    private static final long PAGE = 4096;
    /** Physical addresses have 56 bits; the privileged specification, section 12.4. */
    private static final long MAX_MEMORY = (1L << 56) - VirtMap.RAM;

    /**
     * What a user can set of its own.
     *
     * @param aclint whether harts have a software interrupt device for supervisors too
     * @param pflash0 what is in the first bank of flash; with it, harts start there
     * @param pflash1 what is in the second bank; with it, firmware goes on there in place of a kernel
     */
    public record Properties(
            @Doc("Emulate ACLINT devices, one for supervisor software interrupts among them") @Default("false")
            boolean aclint,

            @Doc("Block node of the first bank of flash, where the machine then starts")
            @RefersTo(value = "block node", from = "machine-initialized")
            Optional<String> pflash0,

            @Doc("Block node of the second bank of flash, which firmware then starts in place of a kernel")
            @RefersTo(value = "block node", from = "machine-initialized")
            Optional<String> pflash1) {}

    @Override
    public void check(Properties properties, MachineSettings settings) {
        CommandException.checkAll(
                () -> checkHarts(settings.cpus()),
                () -> checkFlash(properties, settings),
                () -> checkMemory(memory(settings)));
    }

    private static void checkHarts(int harts) {
        if (harts < 1 || harts > MAX_HARTS) {
            throw CommandException.badArgument(
                    "cpus", "Invalid SMP CPUs %d: machine 'virt' takes 1 to %d".formatted(harts, MAX_HARTS));
        }
    }

    private static void checkMemory(DataSize memory) {
        if (!isPossible(memory)) {
            throw CommandException.badArgument(
                    "memory",
                    "Invalid memory size %s: expected a multiple of 4K, above 0 and below 64P".formatted(memory));
        }
    }

    private static boolean isPossible(DataSize memory) {
        return memory.bytes() != 0 && memory.bytes() % PAGE == 0 && memory.bytes() <= MAX_MEMORY;
    }

    /** Firmware in the second bank is what is started in place of a kernel, and nothing would start the kernel. */
    private static void checkFlash(Properties properties, MachineSettings settings) {
        if (properties.pflash1.isPresent() && settings.kernel().isPresent()) {
            throw CommandException.badArgument(
                    "pflash1", "With 'pflash1' firmware starts what is there, so there can be no 'kernel'");
        }
    }

    static DataSize memory(MachineSettings settings) {
        return settings.memory().orElse(DEFAULT_MEMORY);
    }

    @Override
    public Traits traits() {
        return new Traits(MAX_HARTS, Optional.of(DEFAULT_CPU), Optional.of(VirtMap.RAM_NAME));
    }

    @Override
    public Optional<BootLayout> bootLayout(MachineSettings settings) {
        return Optional.of(memory(settings))
                .filter(VirtType::isPossible)
                .map(memory -> Virt.bootLayout(memory.bytes()));
    }

    @Override
    public Machine build(Properties properties, Board board) {
        return new VirtBuilder(board, properties).build();
    }
}

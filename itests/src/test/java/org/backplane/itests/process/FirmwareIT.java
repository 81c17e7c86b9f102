package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's OpenSBI and U-Boot run as they are: from files, with all that they look for on QEMU's machine. */
@Timeout(300)
class FirmwareIT {
    private static final Path OPENSBI = Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic");
    private static final Path U_BOOT = Path.of("/usr/lib/u-boot/qemu-riscv64_smode");
    private static final String U_BOOT_PROMPT = "=> ";
    private static final Duration BOOT = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @BeforeAll
    static void findTheFirmware() {
        assumeTrue(
                Files.exists(OPENSBI.resolve("fw_dynamic.bin")) && Files.exists(U_BOOT.resolve("u-boot.bin")),
                "no firmware: Debian has it in the packages opensbi and u-boot-qemu");
    }

    @ParameterizedTest
    @CsvSource({"fw_dynamic.bin, u-boot.bin", "fw_dynamic.elf, uboot.elf", "fw_jump.bin, u-boot.bin"})
    void openSbiStartsUBootInSupervisorMode(String firmware, String payload) throws Exception {
        try (var backplane = start(OPENSBI.resolve(firmware), U_BOOT.resolve(payload))) {
            backplane.await("OpenSBI v").await("Domain0 Next Address      : 0x0000000080200000");
            interrupt(backplane).type("poweroff\n");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
        }
    }

    @Test
    void uBootStartsAgainAfterAReset() throws Exception {
        try (var backplane = start(OPENSBI.resolve("fw_dynamic.bin"), U_BOOT.resolve("u-boot.bin"))) {
            interrupt(backplane).type("reset\n");
            interrupt(backplane).type("poweroff\n");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
        }
    }

    @Test
    void uBootFindsTheFirmwareConfiguration() throws Exception {
        try (var backplane = start(OPENSBI.resolve("fw_dynamic.bin"), U_BOOT.resolve("u-boot.bin"))) {
            interrupt(backplane).type("fdt addr $fdtcontroladdr; fdt print /fw-cfg@10100000\n");
            backplane.await("compatible = \"qemu,fw-cfg-mmio\"").await(U_BOOT_PROMPT);
            backplane.type("md.l 10100010 2\n").await("554d4551 47464320").await("QEMU CFG");
        }
    }

    @Test
    void openSbiStartsLinux() throws Exception {
        var guest = LinuxGuest.find();
        try (var backplane = start(OPENSBI.resolve("fw_dynamic.bin"), guest.image(), "initrd=" + guest.initrd())) {
            backplane
                    .await("OpenSBI v")
                    .await("SBI implementation ID=0x1")
                    .await("=== GUEST-BOOT-OK", BOOT)
                    .await("# ");
            LinuxGuest.powerOff(backplane);
        }
    }

    @Test
    void uBootLoadsAKernelFromADiskByExtlinux() throws Exception {
        var guest = LinuxGuest.find();
        var disk = BootDisk.make(directory, guest);
        var words = new String[] {
            "virtio.yaml",
            "root=" + disk.image(),
            "firmware=" + OPENSBI.resolve("fw_dynamic.bin"),
            "kernel=" + U_BOOT.resolve("u-boot.bin"),
            "memory=512M"
        };
        try (var backplane = BackplaneProcess.start(directory, words)) {
            backplane
                    .await("U-Boot 20", BOOT)
                    .await("Retrieving file: /extlinux/extlinux.conf", BOOT)
                    .await("started-by=extlinux", BOOT)
                    .await("=== GUEST-BOOT-OK", BOOT)
                    .await("# ");
            backplane.type("echo partitions: $(ls /sys/block/vda | grep vda)\n").await("\npartitions: vda1");
            LinuxGuest.powerOff(backplane);
        }
    }

    private BackplaneProcess start(Path firmware, Path payload, String... more) throws Exception {
        var words = Stream.concat(
                Stream.of("linux.yaml", "firmware=" + firmware, "kernel=" + payload, "memory=256M"),
                List.of(more).stream());
        return BackplaneProcess.start(directory, words.toArray(String[]::new));
    }

    /** Keeps U-Boot from going on by itself. */
    private static BackplaneProcess interrupt(BackplaneProcess backplane) throws Exception {
        return backplane
                .await("U-Boot 20", BOOT)
                .await("Hit any key to stop autoboot", BOOT)
                .type("\n")
                .await(U_BOOT_PROMPT);
    }
}

package org.backplane.itests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk image as an installer leaves it: a GPT with a FAT partition that holds a kernel and its extlinux.conf. */
record BootDisk(Path image) {
    private static final int SECTOR = 512;
    private static final long SECTORS = 96L * 1024 * 1024 / SECTOR;
    private static final long FIRST = 2048;

    /** The table of partitions is also at the end. */
    private static final long BEHIND = 33;

    private static final String CONFIGURATION = """
            default linux
            timeout 1
            label linux
                kernel /Image
                initrd /initrd.gz
                append console=ttyS0 started-by=extlinux
            """;

    /** Makes one; without the programs for it the test is skipped. */
    static BootDisk make(Path directory, LinuxGuest guest) throws IOException, InterruptedException {
        HostProgram.need("gdisk", "sgdisk");
        HostProgram.need("mtools", "mformat", "mmd", "mcopy");
        var disk = new BootDisk(SparseFile.resize(directory.resolve("disk.img"), SECTORS * SECTOR));
        new HostProgram("sgdisk").run("--new=1:" + FIRST + ":0", "--attributes=1:set:2", disk.image);
        new HostProgram("mformat").run("-i", disk.partition(), "-F", "-T", SECTORS - FIRST - BEHIND, "::");
        new HostProgram("mmd").run("-i", disk.partition(), "::/extlinux");
        disk.copy(guest.image(), "::/Image");
        disk.copy(guest.initrd(), "::/initrd.gz");
        disk.copy(Files.writeString(directory.resolve("extlinux.conf"), CONFIGURATION), "::/extlinux/extlinux.conf");
        return disk;
    }

    private String partition() {
        return image + "@@" + FIRST * SECTOR;
    }

    private void copy(Path file, String to) throws IOException, InterruptedException {
        new HostProgram("mcopy").run("-i", partition(), file, to);
    }
}

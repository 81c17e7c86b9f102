package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Linux keeps its files on a virtio disk; e2fsprogs make the file system and look at what is left of it. */
@Timeout(300)
class DiskIT {
    private static final Pattern SYNCED = Pattern.compile("(?m)^synced (\\d+)\\r?$");

    private static LinuxGuest guest;

    @TempDir
    private Path directory;

    private Path disk;

    @BeforeAll
    static void findTheGuest() {
        guest = LinuxGuest.find();
        HostProgram.need("e2fsprogs", "mkfs.ext4", "e2fsck");
    }

    @BeforeEach
    void makeAFileSystem() throws Exception {
        disk = SparseFile.resize(directory.resolve("disk.img"), 64 << 20);
        new HostProgram("mkfs.ext4").run("-q", "-F", disk);
    }

    @Test
    void whatLinuxWritesIsOnACleanDiskAfterUnmounting() throws Exception {
        var cdrom = directory.resolve("cdrom.img");
        Files.writeString(cdrom, "an image that is only read");
        SparseFile.resize(cdrom, 1 << 20);
        try (var backplane = boot("cdrom=" + cdrom, "memory=512M")) {
            backplane.type("mkdir /mnt; mount /dev/vda /mnt && dd if=/dev/urandom of=/mnt/a bs=1M count=8\n");
            backplane.type("cp /mnt/a /mnt/b && sync\n");
            backplane.type("echo 3 > /proc/sys/vm/drop_caches; cmp /mnt/a /mnt/b && echo same: $?\n");
            backplane.await("\nsame: 0");
            backplane.type("head -c 26 /dev/vdb; echo; echo x > /dev/vdb; echo read-only: $(cat /sys/block/vdb/ro)\n");
            backplane.await("an image that is only read").await("\nread-only: 1");
            LinuxGuest.powerOff(backplane, "umount /mnt && poweroff -f");
        }
        new HostProgram("e2fsck").run("-f", "-n", disk);
        assertTrue(Files.readString(cdrom).startsWith("an image that is only read"));
    }

    @Test
    void whatLinuxSyncedOutlivesTheProcess() throws Exception {
        String output;
        try (var backplane = boot("memory=256M")) {
            backplane.type("mkdir /mnt; mount /dev/vda /mnt; i=0; while i=$((i+1)); do echo contents $i |"
                    + " dd of=/mnt/$i conv=fsync 2> /dev/null && echo synced $i; done\n");
            backplane.await("\nsynced 50");
            backplane.close();
            assertEquals(137, backplane.exitStatus(), "the status of a process that is killed");
            output = backplane.stdout();
        }
        int last = SYNCED.matcher(output)
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .max()
                .orElseThrow();
        try (var backplane = boot("memory=256M")) {
            backplane.type("mkdir /mnt; mount /dev/vda /mnt; n=0; for i in $(seq " + last + "); do"
                    + " [ \"$(cat /mnt/$i)\" = \"contents $i\" ] && n=$((n+1)); done; echo kept $n of " + last + "\n");
            backplane.await("\nkept " + last + " of " + last);
            LinuxGuest.powerOff(backplane, "umount /mnt && poweroff -f");
        }
        new HostProgram("e2fsck").run("-f", "-n", disk);
    }

    private BackplaneProcess boot(String... parameters) throws Exception {
        var words = new String[parameters.length + 2];
        words[0] = "root=" + disk;
        words[1] = "cmdline=console=ttyS0";
        System.arraycopy(parameters, 0, words, 2, parameters.length);
        return guest.boot(directory, "virtio.yaml", words);
    }
}

package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Linux's drivers find the smaller virtio devices, and use them. */
@Timeout(300)
class VirtioIT {
    @TempDir
    private Path directory;

    @Test
    void linuxReadsRandomBytesFromTheEntropyDevice() throws Exception {
        try (var backplane = LinuxGuest.find().boot(directory, "linux.yaml", "--device", "virtio-rng-device")) {
            backplane.type("cat /sys/class/misc/hw_random/rng_current\n").await("\nvirtio_rng.0");
            backplane.type("for i in 1 2; do dd if=/dev/hwrng bs=512 count=1 2>/dev/null >$i; done; wc -c 1 2\n");
            backplane.await("1024 total");
            backplane.type("cmp -s 1 2 || echo dif''ferent\n").await("\ndifferent");
            LinuxGuest.powerOff(backplane);
        }
    }

    @Test
    void linuxTalksToASocketByTheConsoleDevice() throws Exception {
        var socket = directory.resolve("console.sock");
        var options = new String[] {
            "--chardev",
            "socket,id=hvc,path=%s,server=on,wait=off".formatted(socket),
            "--device",
            "virtio-console-device,chardev=hvc"
        };
        try (var backplane = LinuxGuest.find().boot(directory, "linux.yaml", options);
                var host = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            // Linux cuts an echo short, and sets the line back to echoing, when the last file of a line is closed.
            backplane.type("exec 3<>/dev/hvc0; stty -echo <&3; echo si''lent\n").await("\nsilent");
            host.write(ByteBuffer.wrap("from the host\n".getBytes(StandardCharsets.US_ASCII)));
            backplane.type("echo got: $(head -n 1 <&3)\n").await("\ngot: from the host");
            backplane.type("seq 20000 >&3; echo from the guest >&3\n");
            assertEquals(20_000, linesUpTo("from the guest", host));
            LinuxGuest.powerOff(backplane);
        }
    }

    /** How many numbers come, each one higher than the one before, before a line that is none. */
    private static int linesUpTo(String last, SocketChannel channel) throws IOException {
        var reader =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));
        int count = 0;
        for (var line = reader.readLine(); !last.equals(line); line = reader.readLine()) {
            if (line.equals(Integer.toString(count + 1))) {
                count++;
            }
        }
        return count;
    }
}

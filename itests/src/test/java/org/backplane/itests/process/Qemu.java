package org.backplane.itests.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** QEMU, the oracle for every reply that it shares with us. */
final class Qemu implements AutoCloseable {
    private static final String PROGRAM = "qemu-system-riscv64";

    private final Process process;
    private final QmpClient client;

    private Qemu(Process process, QmpClient client) {
        this.process = process;
        this.client = client;
    }

    /** Starts one that nobody sees, and that connects to its client by itself; without QEMU the test is skipped. */
    static Qemu start(Path directory, String... words) throws IOException {
        HostProgram.need("qemu-system-misc", PROGRAM);
        var socket = directory.resolve("qemu.sock");
        var command = new ArrayList<>(List.of(PROGRAM, "-nodefaults", "-display", "none", "-qmp", "unix:" + socket));
        command.addAll(List.of(words));
        try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            var process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return new Qemu(process, QmpClient.on(listening.accept()));
        }
    }

    /** Its one client. */
    QmpClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroyForcibly();
    }
}

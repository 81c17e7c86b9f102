package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come and go as they should not. */
@Timeout(300)
class QmpConnectionsIT {
    private static final String NEGOTIATE = "{\"execute\": \"qmp_capabilities\"}\n";
    /** Connections a second below which something is wrong even on a machine that has much else to do. */
    private static final double STORM_FLOOR = 250;

    private static final String ASK = "{\"execute\": \"query-status\", \"id\": 1}\n";

    @TempDir
    private Path directory;

    private Path socket;
    private BackplaneProcess backplane;
    private QmpClient witness;

    @BeforeEach
    void start() throws Exception {
        socket = directory.resolve("qmp.sock");
        backplane = BackplaneProcess.start(directory, "--qmp", "unix:" + socket, "-S");
        witness = QmpClient.negotiated(socket);
    }

    @AfterEach
    void end() throws Exception {
        witness.close();
        backplane.close();
    }

    @Test
    void whoHangsUpInTheMiddleOfAMessageLeavesNothingBehind() throws Exception {
        var message = NEGOTIATE + ASK;
        for (int length = 0; length <= message.length(); length++) {
            try (var client = connect()) {
                send(client, message.substring(0, length));
            }
        }
        assertAllIsWell();
    }

    @Test
    void aThousandConnectionsOneAfterAnotherAreServedAndForgotten() throws Exception {
        storm(1000); // warm-up
        double rate = storm(2000);
        System.out.printf("storm: %.0f connections a second%n", rate);
        assertTrue(rate > STORM_FLOOR, () -> "%.0f connections a second".formatted(rate));
        assertEquals("", backplane.stderr(), "somebody was turned away");
        assertAllIsWell();
    }

    /** So many connections, of which each is greeted and answered; how many there were in a second. */
    private double storm(int connections) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            try (var client = connect();
                    var lines = lines(client)) {
                lines.readLine();
                send(client, NEGOTIATE);
                assertEquals("{\"return\": {}}", lines.readLine());
            }
        }
        return connections * 1e9 / (System.nanoTime() - start);
    }

    @Test
    void whoOnlyListensFromNowOnIsStillAnswered() throws Exception {
        try (var client = connect();
                var lines = lines(client)) {
            lines.readLine();
            send(client, NEGOTIATE + ASK);
            client.shutdownOutput();
            assertEquals("{\"return\": {}}", lines.readLine());
            assertTrue(lines.readLine().endsWith("\"id\": 1}"));
            assertNull(lines.readLine());
        }
        assertAllIsWell();
    }

    @Test
    void moreClientsThanThereIsRoomForAreTurnedAwayAndTheOthersServed() throws Exception {
        var clients = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 300; i++) {
                clients.add(connect());
            }
            witness.run("query-status");
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
        assertAllIsWell();
    }

    /** There is room for as many new clients as ever, who are answered. */
    private void assertAllIsWell() throws Exception {
        witness.run("query-status");
        var clients = new ArrayList<QmpClient>();
        try {
            for (int i = 0; i < 64; i++) {
                clients.add(QmpClient.negotiated(socket));
            }
            for (var client : clients) {
                client.run("query-status");
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
        var errors = backplane
                .stderr()
                .lines()
                .filter(line -> !line.contains("was turned away"))
                .toList();
        assertEquals("", String.join("\n", errors));
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static BufferedReader lines(SocketChannel channel) {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

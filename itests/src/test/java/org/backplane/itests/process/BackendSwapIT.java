package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The back ends of a running Linux are rebuilt and replaced under their load. */
@Timeout(300)
class BackendSwapIT {
    @TempDir
    private static Path directory;

    private static BackplaneProcess backplane;
    private static Path qmp;
    private static Path line;

    private QmpClient client;

    @BeforeAll
    static void boot() throws Exception {
        qmp = directory.resolve("qmp.sock");
        line = directory.resolve("line.sock");
        var bytes = Files.write(directory.resolve("bytes"), new byte[1 << 16]);
        backplane = LinuxGuest.find()
                .boot(
                        directory,
                        "virtio.yaml",
                        "root=" + SparseFile.resize(directory.resolve("disk.img"), 64 << 20),
                        "memory=256M",
                        "cmdline=console=ttyS0",
                        "--qmp",
                        "unix:%s,server=on,wait=off".formatted(qmp),
                        "--chardev",
                        "socket,id=line,path=%s,server=on,wait=off".formatted(line),
                        "--device",
                        "virtio-console-device,chardev=line",
                        "--object",
                        "rng-random,id=random,filename=" + bytes,
                        "--device",
                        "virtio-rng-device,rng=random");
    }

    @BeforeEach
    void connect() throws Exception {
        client = QmpClient.negotiated(qmp);
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @AfterAll
    static void end() throws Exception {
        LinuxGuest.powerOff(backplane);
        assertEquals("", backplane.stderr());
        backplane.close();
    }

    private static RebuiltBundle rebuilt(String folder) throws Exception {
        return new RebuiltBundle(Files.createTempDirectory(directory, "rebuilt"), folder);
    }

    private Set<String> update(Path jar) throws Exception {
        var update = (JsonObject) client.run("bundle-update", "{\"file\": \"%s\"}".formatted(jar));
        assertEquals("[]", update.getJsonArray("devices").toString());
        assertTrue(update.getJsonNumber("pause").longValue() > 0);
        return update.getJsonArray("backends").stream()
                .map(name -> name.toString().replace("\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String refusal(Path jar) throws Exception {
        return client.ask("{\"execute\": \"bundle-update\", \"arguments\": {\"file\": \"%s\"}}".formatted(jar))
                .getJsonObject("error")
                .getString("desc");
    }

    @Test
    void aDiskIsReplacedUnderLoadAndNothingIsLost() throws Exception {
        var broken = rebuilt("backend/blockfile")
                .edit(
                        "static FileStore takeOver(FileOptions options, boolean readOnly, Handover from) {",
                        "static FileStore takeOver(FileOptions options, boolean readOnly, Handover from) {\n"
                                + "if (from != null) throw new IllegalStateException(\"not today\");")
                .build("8.0.0");
        var rebuilt = rebuilt("backend/blockfile").edit("        return name;", "        return name + \"-rebuilt\";");
        var jar = rebuilt.build("9.0.0");
        backplane.type("dd if=/dev/urandom of=/a bs=1M count=4 2>/dev/null; sum=$(md5sum </a); echo made\n");
        backplane.await("\nmade");
        backplane.type("i=0; while [ $i -lt 6 ]; do dd if=/a of=/dev/vda bs=64k conv=fsync 2>/dev/null;"
                + " echo 1 >/proc/sys/vm/drop_caches; [ \"$(head -c 4194304 /dev/vda | md5sum)\" = \"$sum\" ]"
                + " && i=$((i+1)) && echo round $i || i=99; done; echo rounds: $i\n");
        backplane.await("\nround 1");
        var node = onlyNode();

        assertEquals(
                "block node %s cannot be taken over: java.lang.IllegalStateException: not today"
                        .formatted(node.getString("node-name")),
                refusal(broken));
        backplane.await("\nround 2");
        assertEquals(directory.resolve("disk.img").toString(), node.getString("file"));

        assertEquals(Set.of("block node " + node.getString("node-name")), update(jar));
        backplane.await("\nround 4");
        update(rebuilt.build("9.0.1"));

        backplane.await("\nrounds: 6");
        assertEquals(directory.resolve("disk.img") + "-rebuilt", onlyNode().getString("file"));
        for (var version : List.of("9.0.0", "9.0.1")) {
            assertEquals(
                    version,
                    client.event("BUNDLE_UPDATED").getJsonObject("data").getString("to"));
        }
    }

    private JsonObject onlyNode() throws Exception {
        var nodes = client.run("query-named-block-nodes").asJsonArray();
        assertEquals(1, nodes.size());
        return nodes.getJsonObject(0);
    }

    @Test
    void aLineAndTheConsoleAreReplacedUnderOutputWithTheirClients() throws Exception {
        var rebuilt = rebuilt("backend/chardev")
                .edit("ByteBuffer.wrap(source, from, length).slice()", "swapped(source, from, length)")
                .edit("    private static InterruptedIOException interrupted(ByteBuffer source) {", """
                            private static ByteBuffer swapped(byte[] source, int from, int length) {
                                for (int i = from; i < from + length; i++) {
                                    source[i] = source[i] == '~' ? (byte) '@' : source[i];
                                }
                                return ByteBuffer.wrap(source, from, length).slice();
                            }
                            private static InterruptedIOException interrupted(ByteBuffer source) {""");
        var first = rebuilt.build("9.0.0");
        var second = rebuilt.build("9.0.1");
        var broken = rebuilt("backend/chardev")
                .edit(
                        "throws IOException {\n        var listening = from.find(",
                        "throws IOException {\n        if (place != null) throw new IOException(\"not today\");\n"
                                + "        var listening = from.find(")
                .build("9.0.2");
        try (var host = SocketChannel.open(UnixDomainSocketAddress.of(line));
                var lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(host), StandardCharsets.US_ASCII))) {
            backplane.type("exec 3<>/dev/hvc0; stty raw -echo <&3; echo '~~' >&3; seq 60000 >&3 &\n");
            assertEquals("~~", lines.readLine());
            assertEquals("1", lines.readLine());
            backplane.type("seq 1 2000\n").await("\n500");

            assertEquals(Set.of("/chardevs/line", "/chardevs/serial0"), update(first));
            backplane.await("\n2000");
            assertNumbers(lines, 2, 20_000);
            update(second);
            assertNumbers(lines, 20_000, 40_000);
            assertEquals("/chardevs/line cannot be taken over: not today", refusal(broken));
            assertNumbers(lines, 40_000, 60_001);

            backplane.type("wait; echo '~~' >&3\n");
            assertEquals("@@", lines.readLine());
            host.write(ByteBuffer.wrap("from the host\n".getBytes(StandardCharsets.US_ASCII)));
            backplane.type("echo got: $(head -n 1 <&3)\n").await("\ngot: from the host");
        }
        try (var next = SocketChannel.open(UnixDomainSocketAddress.of(line));
                var lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(next), StandardCharsets.US_ASCII))) {
            next.write(ByteBuffer.wrap("another\n".getBytes(StandardCharsets.US_ASCII)));
            backplane.type("echo got: $(head -n 1 <&3)\n").await("\ngot: another");
            backplane.type("echo to the next >&3; exec 3>&-\n");
            assertEquals("to the next", lines.readLine());
        }
    }

    private static void assertNumbers(BufferedReader lines, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            assertEquals(Integer.toString(i), lines.readLine());
        }
    }

    @Test
    void aSourceOfRandomBytesIsReplacedUnderTheDevice() throws Exception {
        var jar = rebuilt("backend/random")
                .edit(
                        "ahead.flip().get(target, from, length).compact();",
                        "ahead.flip().get(target, from, length).compact();\n"
                                + "java.util.Arrays.fill(target, from, from + length, (byte) 0x77);")
                .build("9.0.0");
        assertEquals(Set.of("/objects/random"), update(jar));
        var sevens = IntStream.range(0, 8).mapToObj(_ -> "7777").collect(Collectors.joining());
        backplane.type("for i in $(seq 1 40); do dd if=/dev/hwrng bs=16 count=1 2>/dev/null | od -An -tx1 |"
                + " tr -d ' '; done | sort -u | tail -n 1\n");
        backplane.await("\n" + sevens.substring(0, 32));
    }
}

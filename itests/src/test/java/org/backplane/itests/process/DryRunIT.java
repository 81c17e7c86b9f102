package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command line and its files would do is told before it is done: what is wrong with them, or what it is. */
@Timeout(300)
class DryRunIT {
    @TempDir
    private Path directory;

    private int processes;

    @BeforeEach
    void layOut() throws Exception {
        var image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(16, image.capacity()).putInt(56, 0x0543_5352); // looks like a kernel
        Files.write(directory.resolve("kernel"), image.array());
        Files.write(directory.resolve("disk 'a', {{ b }}.img"), new byte[4096]);
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithItsPlace() throws Exception {
        Files.writeString(directory.resolve("a.yaml"), """
                machine: {type: virt, memory: lots, cpus: two}
                devices:
                  - {device: virtio-blk-device, drive: nope}
                  - {device: virtio-rng-device, id: a}
                  - {device: virtio-rng-device, id: a}
                consoles: {type: stdio, id: c}
                config-load: {file: b.yaml}
                """);
        Files.writeString(directory.resolve("b.yaml"), "chardev-remove: c\ndevice_del: b\nobject-add: {id: 7}\n");
        try (var backplane =
                start("-chardev", "null,id=d", "a.yaml", "--dry-run", "-device", "virtio-console-device,chardev=c")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stdout());
            assertLinesMatch("""
                    backplane: a.yaml:1:31: Parameter 'memory': .* not 'lots'
                    machine: {type: virt, memory: lots, cpus: two}
                                                  ^
                    backplane: a.yaml:1:43: Invalid parameter type for 'cpus', expected: integer
                    machine: {type: virt, memory: lots, cpus: two}
                                                              ^
                    backplane: a.yaml:3:40: Failed to find node with node-name='nope'
                      - {device: virtio-blk-device, drive: nope}
                                                           ^
                    backplane: a.yaml:5:37: Duplicate device ID 'a'
                      - {device: virtio-rng-device, id: a}
                                                        ^
                    backplane: a.yaml:6:1: The command is permitted only before machine initialization; .*
                    consoles: {type: stdio, id: c}
                    ^
                    backplane: b.yaml:2:13: Device 'b' not found
                    device_del: b
                                ^
                    backplane: b.yaml:3:13: Parameter 'qom-type' is missing
                    object-add: {id: 7}
                                ^
                    backplane: b.yaml:3:18: Invalid parameter type for 'id', expected: string
                    object-add: {id: 7}
                                     ^
                    backplane: -device virtio-console-device,chardev=c: Chardev 'c' not found""".lines(), backplane.stderr().lines());
        }
    }

    @Test
    void whatOnlyTheMachineWouldFindIsToldWithItsPlace() throws Exception {
        Files.writeString(
                directory.resolve("a.yaml"),
                "machine: {type: virt, cpus: 99, memory: 4097, initrd: nowhere, kernel: a.yaml, dtb: kernel}\n");
        assertEquals(
                List.of(
                        "a.yaml:1:29: Invalid SMP CPUs 99: machine 'virt' takes 1 to 8",
                        "a.yaml:1:41: Invalid memory size 4097: expected a multiple of 4K, above 0 and below 64P",
                        "a.yaml:1:55: Could not load initrd 'nowhere': no such file",
                        "a.yaml:1:72: Could not load kernel 'a.yaml': expected a RISC-V Image, a gzip'd Image or an ELF"
                                + " file",
                        "a.yaml:1:85: Could not load dtb 'kernel': not a flattened device tree: it does not begin with"
                                + " d00dfeed"),
                mistakes("a.yaml"));
        var elf = ByteBuffer.allocate(121).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c_457f)
                .put(4, (byte) 2)
                .put(5, (byte) 1)
                .putShort(16, (short) 2)
                .putShort(18, (short) 62);
        elf.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 1)
                .putLong(72, 120)
                .putLong(80, 0x8020_0000L)
                .putLong(88, 0x8020_0000L)
                .putLong(96, 1);
        elf.putLong(104, 1);
        Files.write(directory.resolve("elf"), elf.array());
        assertEquals(
                List.of("-machine virt,kernel=elf: Could not load kernel 'elf': it is an ELF file for x86-64; this"
                        + " machine executes those for RISC-V"),
                mistakes("-machine", "virt,kernel=elf"));
        assertEquals(
                List.of("-machine virt,cpu=rv65: CPU type 'rv65' not found; there is max, rv64"),
                mistakes("-machine", "virt,cpu=rv65"));
        var small = mistakes("-machine", "virt,memory=1M,kernel=kernel");
        assertTrue(small.size() == 1 && small.getFirst().contains("Could not load kernel 'kernel': "), small::toString);
        assertEquals(
                List.of("-machine virt,kernel=kernel,pflash1=f: With 'pflash1' firmware starts what is there, so there"
                        + " can be no 'kernel'"),
                mistakes(
                        "-blockdev",
                        "driver=file,node-name=f,filename=kernel",
                        "-machine",
                        "virt,kernel=kernel,pflash1=f"));
    }

    /** What a dry run of a line says is wrong, without the lines that show where. */
    private List<String> mistakes(String... words) throws Exception {
        try (var backplane = start(joined(words, "--dry-run"))) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            var prefix = "backplane: ";
            return backplane
                    .stderr()
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aScriptOfQmpIsCheckedWhole() throws Exception {
        Files.writeString(directory.resolve("s.qmp"), """
                {"execute": "qmp_capabilities"}
                {"execute": "machine-create", "arguments": {"type": "virt", "cpus": "two"}}
                {"execute": "device_add", "arguments": {"driver": "virtio-rng-device", "id": "a"}
                {"execute": "device_del", "arguments": {"id": "b", "now": true}} @
                {"execute": "chardev-ad", "arguments": {}}
                """.replace("\"a\"}", "\"a\"}}"));
        try (var backplane = start("--qmp-script", "s.qmp", "--dry-run", "-device", "virtio-blk-device,drive=nope")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stdout());
            assertLinesMatch("""
                    backplane: s.qmp:4:66: JSON parse error, stray '@'
                    {"execute": "device_del", "arguments": {"id": "b", "now": true}} @
                                                                                     ^
                    backplane: s.qmp:2:69: Invalid parameter type for 'cpus', expected: integer
                    {"execute": "machine-create", "arguments": {"type": "virt", "cpus": "two"}}
                                                                                        ^
                    backplane: s.qmp:4:52: Parameter 'now' is unexpected; expected: id
                    {"execute": "device_del", "arguments": {"id": "b", "now": true}} @
                                                                       ^
                    backplane: s.qmp:5:13: The command chardev-ad has not been found
                    {"execute": "chardev-ad", "arguments": {}}
                                ^""".lines(), backplane.stderr().lines());
        }
    }

    @Test
    void aScriptOfQmpThatIsWrongAnywhereDoesNothing() throws Exception {
        Files.writeString(directory.resolve("s.qmp"), """
                {"execute": "chardev-add", "arguments": {"id": "c", "backend": {"type": "file", "data": {"out": "log"}}}}
                {"execute": "chardev-remove", "arguments": {"id": "d"}}
                """);
        try (var backplane = start("--qmp-script", "s.qmp")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals("""
                    backplane: s.qmp:2:51: Chardev 'd' not found
                    {"execute": "chardev-remove", "arguments": {"id": "d"}}
                                                                      ^
                    """, backplane.stderr());
            assertFalse(Files.exists(directory.resolve("log")));
        }
        try (var backplane = start("--qmp-script", "none.qmp", "--dry-run")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals(
                    "backplane: --qmp-script none.qmp: Could not open 'none.qmp': No such file or directory\n",
                    backplane.stderr());
        }
    }

    @Test
    void whatMayHaveCaredForTheRestIsNamedAlone() throws Exception {
        try (var backplane = start("-machin", "virt", "-device", "virtio-rng-device", "--dry-run")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals("backplane: -machin: there is no such option; did you mean -machine?\n", backplane.stderr());
        }
    }

    @Test
    void nothingIsMade() throws Exception {
        try (var backplane = start(
                "--dry-run",
                "-chardev",
                "file,id=c,path=log",
                "-serial",
                "c",
                "--qmp",
                "unix:q.sock",
                "-machine",
                "virt")) {
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("5 commands without errors; they lead to machine-ready\n", backplane.stdout());
            assertEquals("", backplane.stderr());
            assertFalse(Files.exists(directory.resolve("log")) || Files.exists(directory.resolve("q.sock")));
        }
    }

    @Test
    void aSecretIsNotExplained() throws Exception {
        try (var backplane = start("--explain", "-object", "secret,id=s,data=hush")) {
            assertEquals(1, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stdout());
            assertEquals(
                    "backplane: object-add of 's': 'data' is a secret, which is written nowhere; one in a file would"
                            + " do\n",
                    backplane.stderr());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux.yaml kernel=kernel cpus=2", "virtio.yaml kernel=kernel root=disk 'a', {{ b }}.img"})
    void whatIsExplainedMakesTheSameMachine(String line) throws Exception {
        var words = line.split(" ", 3);
        String dump;
        try (var backplane = startListening(words, "-S");
                var client = client()) {
            assertTrue(backplane.isAlive());
            dump = ObjectDump.of(client);
        }
        assertTrue(dump.contains("/machine/"), dump);
        Files.writeString(directory.resolve("explained.yaml"), explained("config", words));
        assertMakes(dump, startListening("explained.yaml", "-S"));
        var program =
                "backplane() { exec '%s' --qmp unix:%d.sock \"$@\"; }\n".formatted(Distribution.program(), ++processes);
        assertMakes(dump, BackplaneProcess.shell(directory, program + explained("cli", words)));
        var script = explained("qmp", words);
        var empty = startListening("-S");
        try (var client = client()) {
            for (var message : script.lines().toList()) {
                assertTrue(client.ask(message).containsKey("return"), message);
            }
        }
        assertMakes(dump, empty);
        Files.writeString(directory.resolve("explained.qmp"), script);
        assertMakes(dump, startListening("--qmp-script", "explained.qmp", "-S"));
        assertEquals(script, explained("qmp", "--qmp-script", "explained.qmp"));
    }

    private String explained(String language, String... words) throws Exception {
        try (var backplane = start(joined(words, "-S", "--explain=" + language))) {
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            assertEquals("", backplane.stderr());
            return backplane.stdout();
        }
    }

    private void assertMakes(String dump, BackplaneProcess process) throws Exception {
        try (process;
                var client = client()) {
            assertEquals(dump, ObjectDump.of(client));
        }
    }

    @Test
    void whatHasRunIsLogged() throws Exception {
        try (var backplane = BackplaneProcess.start(
                        directory,
                        Map.of("BACKPLANE_LOG", "info"),
                        "-object",
                        "secret,id=s,data=hush",
                        "-machine",
                        "none",
                        "--qmp",
                        "unix:log.sock");
                var client = QmpClient.negotiated(directory.resolve("log.sock"))) {
            client.run("quit");
            assertEquals(0, backplane.exitStatus(), backplane::toString);
            var log = backplane.stderr();
            assertTrue(log.contains("""
                    backplane: info: the command line came to:
                    - object-add: {"qom-type":"secret","id":"s","data":"(secret)","format":"raw"}
                    - machine-create: {"type":"none","cpus":1}
                    """), log);
            assertTrue(log.contains("\n- cont: {}\n"), log);
            assertFalse(log.contains("hush"), log);
        }
    }

    private BackplaneProcess start(String... words) throws Exception {
        return BackplaneProcess.start(directory, words);
    }

    private BackplaneProcess startListening(String[] words, String last) throws Exception {
        return startListening(joined(words, last));
    }

    /** Each process has a socket of its own. */
    private BackplaneProcess startListening(String... words) throws Exception {
        var all = new ArrayList<>(List.of("--qmp", "unix:" + ++processes + ".sock"));
        all.addAll(List.of(words));
        return start(all.toArray(String[]::new));
    }

    private QmpClient client() throws Exception {
        return QmpClient.negotiated(directory.resolve(processes + ".sock"));
    }

    private static String[] joined(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }
}

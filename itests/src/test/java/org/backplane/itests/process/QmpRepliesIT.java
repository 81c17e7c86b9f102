package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is answered on a machine with a disk, a serial line and a source of random bytes, beside QEMU's. */
@Timeout(300)
class QmpRepliesIT {
    private static final Path REVIEWED =
            Path.of(System.getProperty("backplane.golden.file")).resolveSibling("qemu-reply-differences.txt");

    /** Queries that are compared elsewhere, since their answers are no plain data. */
    private static final Set<String> ELSEWHERE = Set.of("query-qmp-schema");

    /** Commands with their arguments. */
    private static final List<String> WITH_ARGUMENTS = List.of(
            "device-list-properties {\"typename\": \"virtio-blk-device\"}",
            "device-list-properties {\"typename\": \"virtio-rng-device\"}",
            "qom-get {\"path\": \"/machine\", \"property\": \"type\"}",
            "qom-get {\"path\": \"/machine/peripheral/disk0\", \"property\": \"drive\"}",
            "qom-get {\"path\": \"/machine/peripheral/disk0\", \"property\": \"realized\"}",
            "qom-list {\"path\": \"/\"}",
            "qom-list {\"path\": \"/machine/peripheral\"}",
            "qom-list {\"path\": \"/objects\"}",
            "qom-list-properties {\"typename\": \"rng-random\"}",
            "qom-list-properties {\"typename\": \"virtio-rng-device\"}",
            "qom-list-types {}",
            "qom-list-types {\"implements\": \"user-creatable\", \"abstract\": true}",
            "trace-event-get-state {\"name\": \"*\"}");

    /** Commands that cannot be done, or say so, with their arguments; in order. */
    private static final List<String> REFUSED = List.of(
            "object-add {\"qom-type\": \"nope\", \"id\": \"x\"}",
            "object-add {\"qom-type\": \"rng-builtin\"}",
            "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"1x\"}",
            "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"x\", \"y\": 1}",
            "object-add {\"qom-type\": \"rng-random\", \"id\": \"x\", \"filename\": \"/nope\"}",
            "object-add {\"qom-type\": \"secret\", \"id\": \"x\"}",
            "object-add {\"qom-type\": \"secret\", \"id\": \"x\", \"data\": \"*\", \"format\": \"base64\"}",
            "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"rng1\"}",
            "object-add {\"qom-type\": \"rng-builtin\", \"id\": \"rng1\"}",
            "object-del {\"id\": \"rng1\"}",
            "object-del {\"id\": \"rng1\"}",
            "qom-list {\"path\": \"/machine/nope\"}",
            "qom-list {\"path\": \"\"}",
            "qom-get {\"path\": \"/machine\", \"property\": \"nope\"}",
            "qom-set {\"path\": \"/machine\", \"property\": \"nope\", \"value\": 1}",
            "qom-set {\"path\": \"/machine\", \"property\": \"nope\"}",
            "qom-set {\"path\": \"/machine\", \"property\": \"peripheral\", \"value\": 1}",
            "qom-set {\"path\": \"/machine/peripheral/random0\", \"property\": \"period\", \"value\": 3}",
            "qom-set {\"path\": \"/machine/peripheral/disk0\", \"property\": \"realized\", \"value\": \"x\"}",
            "qom-set {\"path\": \"/machine/peripheral/disk0\", \"property\": \"realized\", \"value\": true}",
            "qom-set {\"path\": \"/objects/rng0\", \"property\": \"filename\", \"value\": \"/dev/random\"}",
            "qom-list-types {\"implements\": \"nope\"}",
            "qom-list-properties {\"typename\": \"nope\"}",
            "device-list-properties {\"typename\": \"nope\"}",
            "device-list-properties {\"typename\": \"rng-random\"}",
            "device_add {\"driver\": \"nope\"}",
            "device_add {\"driver\": \"virtio-rng-device\", \"id\": \"hot\"}",
            "device_del {\"id\": \"nope\"}",
            "device_del {\"id\": \"disk0\"}",
            "device_del {\"id\": \"/machine\"}",
            "blockdev-add {\"driver\": \"nope\", \"node-name\": \"x\"}",
            "chardev-add {\"id\": \"x\", \"backend\": {\"type\": \"nope\", \"data\": {}}}",
            "blockdev-create {\"job-id\": \"1j\", \"options\": {\"driver\": \"file\", \"filename\": \"/nope/x\", \"size\": 1}}",
            "job-cancel {\"id\": \"nope\"}",
            "job-pause {\"id\": \"made\"}",
            "job-cancel {\"id\": \"made\"}",
            "job-complete {\"id\": \"made\"}",
            "job-finalize {\"id\": \"made\"}",
            "job-resume {\"id\": \"made\"}",
            "job-dismiss {\"id\": \"made\"}",
            "job-dismiss {\"id\": \"made\"}",
            "set-action {\"reboot\": \"nope\"}",
            "set-action {}",
            "trace-event-get-state {\"name\": \"nope\"}",
            "trace-event-set-state {\"name\": \"nope\", \"enable\": true}",
            "getfd {\"fdname\": \"x\"}",
            "closefd {\"fdname\": \"x\"}",
            "x-exit-preconfig {}");

    @TempDir
    private Path directory;

    private BackplaneProcess backplane;
    private QmpClient ours;
    private Qemu qemu;
    private QmpClient theirs;

    @BeforeEach
    void start() throws Exception {
        var disk = SparseFile.resize(directory.resolve("disk.img"), 1 << 20);
        qemu = Qemu.start(directory, words("-machine virt -m 64M -chardev null,id=c0 -serial chardev:c0", disk));
        theirs = qemu.client().negotiate();
        var socket = directory.resolve("ours.sock");
        backplane = BackplaneProcess.start(
                directory, words("--qmp unix:" + socket + " --serial null --machine virt,memory=64M", disk));
        ours = QmpClient.negotiated(socket);
    }

    /** A disk may have one user at a time, so ours is only read. */
    private static String[] words(String machine, Path disk) {
        return (machine
                        + " -object rng-random,id=rng0 -device virtio-rng-device,id=random0,rng=rng0"
                        + " -blockdev driver=file,node-name=d0,read-only=on,filename=" + disk
                        + " -device virtio-blk-device,id=disk0,drive=d0 -S")
                .split(" ");
    }

    @AfterEach
    void end() throws Exception {
        ours.close();
        backplane.close();
        qemu.close();
    }

    @Test
    void repliesHaveTheStructureOfQemus() throws Exception {
        makeAnImage(ours, "our.img");
        makeAnImage(theirs, "their.img");
        var differences = new TreeSet<String>();
        for (var command : sharedQueries()) {
            compare(command, command, "{}", differences);
        }
        for (var command : WITH_ARGUMENTS) {
            var words = command.split(" ", 2);
            compare(command, words[0], words[1], differences);
        }
        assertEquals(lines(Reviewed.lines(REVIEWED)), lines(differences), REVIEWED + " has the reasons");
    }

    private SortedSet<String> sharedQueries() throws Exception {
        var shared = new TreeSet<>(queries(theirs));
        shared.retainAll(queries(ours));
        shared.removeAll(ELSEWHERE);
        assertTrue(shared.contains("query-block"), shared::toString);
        return shared;
    }

    private static Set<String> queries(QmpClient client) throws Exception {
        return ((JsonArray) client.run("query-commands"))
                .getValuesAs(JsonObject.class).stream()
                        .map(command -> command.getString("name"))
                        .filter(name -> name.startsWith("query-"))
                        .collect(Collectors.toSet());
    }

    private void makeAnImage(QmpClient client, String name) throws Exception {
        client.run("blockdev-create", """
                {"job-id": "made", "options": {"driver": "file", "filename": "%s", "size": 512}}""".formatted(directory.resolve(name)));
        JsonObject event;
        do {
            event = client.event("JOB_STATUS_CHANGE");
        } while (!event.getJsonObject("data").getString("status").equals("concluded"));
    }

    private void compare(String title, String command, String arguments, SortedSet<String> differences)
            throws Exception {
        var message = message(command, arguments);
        ReplyShape.of(ours.ask(message)).addDifferences(title, ReplyShape.of(theirs.ask(message)), differences);
    }

    private static String message(String command, String arguments) {
        return "{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments);
    }

    private static String lines(SortedSet<String> differences) {
        return String.join("\n", differences);
    }

    /** Ours may go on where theirs ends: with what was expected. */
    @Test
    void whatCannotBeDoneIsRefusedAsByQemu() throws Exception {
        makeAnImage(ours, "our.img");
        makeAnImage(theirs, "their.img");
        for (var command : REFUSED) {
            var words = command.split(" ", 2);
            var expected = theirs.ask(message(words[0], words[1]));
            var actual = ours.ask(message(words[0], words[1]));
            assertEquals(expected.containsKey("error"), actual.containsKey("error"), command + ": " + actual);
            if (expected.containsKey("error")) {
                assertSameError(command, expected.getJsonObject("error"), actual.getJsonObject("error"));
            }
        }
    }

    private static void assertSameError(String command, JsonObject theirs, JsonObject ours) {
        assertEquals(theirs.getString("class"), ours.getString("class"), command);
        assertTrue(
                ours.getString("desc").startsWith(theirs.getString("desc")),
                () -> "%s: theirs <%s> ours <%s>".formatted(command, theirs, ours));
    }

    @Test
    void theMachineIsBuiltAndStandsStill() throws Exception {
        var status = (JsonObject) ours.run("query-status");
        assertEquals("prelaunch", status.getString("status"));
        assertFalse(status.getBoolean("running"));
        var phases = (JsonObject) ours.run("query-phases");
        assertEquals("machine-ready", phases.getString("phase"));
    }

    @Test
    void anObjectComesAndGoesWhileTheGuestRuns() throws Exception {
        ours.run("cont");
        ours.run("object-add", "{\"qom-type\": \"secret\", \"id\": \"s\", \"data\": \"xyzzy\"}");
        assertFalse(ours.run("qom-list-get", "{\"paths\": [\"/objects/s\"]}")
                .toString()
                .contains("xyzzy"));
        ours.run("object-del", "{\"id\": \"s\"}");
        var inUse = ours.ask(message("object-del", "{\"id\": \"rng0\"}"));
        assertEquals(
                "object 'rng0' is in use, can not be deleted",
                inUse.getJsonObject("error").getString("desc"));
        assertTrue(((JsonObject) ours.run("query-status")).getBoolean("running"));
    }
}

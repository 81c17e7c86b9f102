package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices of a running Linux get a bug, fail, and are replaced by code without it: the guest goes on. */
@Timeout(300)
class FaultIT {
    private static final String RTC = "device/goldfishrtc";
    private static final String DISK = "device/virtioblk";

    @TempDir
    private static Path directory;

    private static BackplaneProcess backplane;
    private static Path qmp;
    private static Path monitor;

    private QmpClient client;

    @BeforeAll
    static void boot() throws Exception {
        qmp = directory.resolve("qmp.sock");
        monitor = directory.resolve("monitor.sock");
        var disk = directory.resolve("disk.img");
        Files.writeString(disk, "what the disk holds");
        backplane = LinuxGuest.find()
                .boot(
                        directory,
                        "virtio.yaml",
                        "root=" + SparseFile.resize(disk, 1 << 20),
                        "memory=256M",
                        "cmdline=console=ttyS0",
                        "--qmp",
                        "unix:%s,server=on,wait=off".formatted(qmp),
                        "--monitor",
                        "unix:" + monitor);
    }

    @AfterAll
    static void end() throws Exception {
        LinuxGuest.powerOff(backplane);
        backplane.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = QmpClient.negotiated(qmp);
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    private static RebuiltBundle rebuilt(String folder) throws Exception {
        return new RebuiltBundle(Files.createTempDirectory(directory, "rebuilt"), folder);
    }

    private void update(Path jar) throws Exception {
        client.run("bundle-update", "{\"file\": \"%s\"}".formatted(jar));
    }

    private String status() throws Exception {
        return ((JsonObject) client.run("query-status")).getString("status");
    }

    /** The machine stands still for a device's bug, of which the log has the stack; everybody else lives on. */
    private void awaitFault(String path, String bug, String frame) throws Exception {
        var fault = client.event("DEVICE_FAULT").getJsonObject("data");
        assertEquals(path, fault.getString("path"));
        assertEquals("java.lang.IllegalStateException: " + bug, fault.getString("reason"));
        assertEquals("internal-error", status());
        backplane
                .awaitLog(path + " failed; the machine is paused")
                .awaitLog(bug)
                .awaitLog("at " + frame);
        try (var person = MonitorClient.connect(monitor)) {
            var shown = person.line("info status");
            assertTrue(shown.contains("internal-error"), shown);
        }
        var refused = client.ask("{\"execute\": \"cont\"}").getJsonObject("error");
        assertEquals("Resetting the Virtual Machine is required", refused.getString("desc"));
    }

    private void mendAndContinue(Path jar) throws Exception {
        update(jar);
        assertEquals("paused", status());
        client.run("cont");
        client.event("RESUME");
    }

    @Test
    void aDeviceThatThrowsInATimerIsReplacedAndRings() throws Exception {
        var mended = rebuilt(RTC).build("9.0.1");
        var bug = rebuilt(RTC).edit("clock.timer(this::schedule)", """
                clock.timer(() -> {
                    throw new IllegalStateException("a bug in the timer");
                })""").build("9.0.0");
        update(bug);
        backplane.type("driver=/sys/bus/platform/drivers/goldfish_rtc; echo 101000.rtc >$driver/unbind\n");
        backplane.type("low=$(devmem 0x101000) high=$(devmem 0x101004)\n"); // reading the low half latches the high one
        backplane.type("devmem 0x10100c 32 $((high + 1)); devmem 0x101008 32 0; echo armed: $(devmem 0x101018)\n");
        backplane.await("\narmed: 0x00000001");

        awaitFault("/machine/rtc", "a bug in the timer", "org.backplane.device.goldfishrtc.");
        mendAndContinue(mended);

        backplane
                .type("while [ $(devmem 0x101018) != 0x00000000 ]; do :; done; echo ra''ng\n")
                .await("\nrang");
        backplane.type("echo 101000.rtc >$driver/bind; cat $driver/101000.rtc/rtc/rtc*/name\n");
        backplane.await("\ngoldfish_rtc");
    }

    @Test
    void aDeviceThatThrowsInACompletionIsReplacedAndTheRequestEnds() throws Exception {
        var mended = rebuilt(DISK).build("9.0.1");
        var bug = rebuilt(DISK)
                .edit("public void completed(long id, Status outcome) {", """
                public void completed(long id, Status outcome) {
                    if (id >= 0) {
                        throw new IllegalStateException("a bug in a completion");
                    }""")
                .build("9.0.0");
        update(bug);
        backplane.type("echo 3 >/proc/sys/vm/drop_caches; head -c 19 /dev/vda; echo .\n");

        awaitFault("/machine/peripheral/root", "a bug in a completion", "org.backplane.device.virtioblk.VirtioBlk");
        mendAndContinue(mended);

        backplane.await("\nwhat the disk holds.");
    }

    @Test
    void aDeviceThatThrowsInARegisterIsReplacedAndAnswers() throws Exception {
        var mended = rebuilt(RTC).build("9.1.1");
        var bug = rebuilt(RTC).edit("private long readTimeLow() {", """
                private long readTimeLow() {
                    if (state != null) {
                        throw new IllegalStateException("a bug in a register");
                    }""").build("9.1.0");
        update(bug);
        backplane.type("cat /sys/class/rtc/rtc0/since_epoch\n");

        awaitFault("/machine/rtc", "a bug in a register", "org.backplane.device.goldfishrtc.");
        mendAndContinue(mended);

        backplane.type("[ $(cat /sys/class/rtc/rtc0/since_epoch) -gt 1700000000 ] && echo it te''lls\n");
        backplane.await("\nit tells");
    }
}

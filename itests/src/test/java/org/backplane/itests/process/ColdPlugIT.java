package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices come and go as long as the guest cannot know them, and what they are made of can be changed before that. */
@Timeout(120)
class ColdPlugIT {
    private static final String DEVICE = "{\"driver\": \"virtio-rng-device\", \"id\": \"%s\"}";

    @TempDir
    private Path directory;

    private BackplaneProcess backplane;
    private QmpClient client;

    @BeforeEach
    void start() throws Exception {
        var socket = directory.resolve("qmp.sock");
        backplane = BackplaneProcess.start(
                directory, "--qmp", "unix:" + socket, "--machine", "virt,memory=64M", "-S", "--preconfig");
        client = QmpClient.negotiated(socket);
    }

    @AfterEach
    void end() throws Exception {
        client.close();
        backplane.close();
    }

    private String phase() throws Exception {
        return ((JsonObject) client.run("query-phases")).getString("phase");
    }

    private String refusal(String command, String arguments) throws Exception {
        return client.ask("{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments))
                .getJsonObject("error")
                .getString("desc");
    }

    @Test
    void aDeviceIsPluggedInAndOutUntilTheMachineIsReady() throws Exception {
        assertEquals("machine-created", phase());
        client.run("device_add", DEVICE.formatted("first"));
        assertEquals("machine-initialized", phase());
        client.run("device_add", DEVICE.formatted("second"));
        client.run("device_del", "{\"id\": \"first\"}");
        assertEquals(
                "/machine/peripheral/first",
                client.event("DEVICE_DELETED").getJsonObject("data").getString("path"));
        client.run("x-exit-preconfig");
        assertEquals("machine-ready", phase());
        assertEquals(
                "Bus 'virtio-mmio-bus.7' does not support hotplugging",
                refusal("device_add", DEVICE.formatted("third")));
        assertEquals(
                "Bus 'virtio-mmio-bus.6' does not support hotplugging", refusal("device_del", "{\"id\": \"second\"}"));
    }

    @Test
    void aSettingIsChangedUntilTheMachineIsBuilt() throws Exception {
        client.run("qom-set", "{\"path\": \"/machine\", \"property\": \"memory\", \"value\": 33554432}");
        client.run("x-exit-preconfig");
        var summary = (JsonObject) client.run("query-memory-size-summary");
        assertEquals(33554432, summary.getInt("base-memory"));
        assertEquals(
                "Property 'memory' can no longer be set",
                refusal("qom-set", "{\"path\": \"/machine\", \"property\": \"memory\", \"value\": 1}"));
    }
}

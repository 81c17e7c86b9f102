package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** Bundles are started when somebody names what they have, and not before. */
final class RepositoryIT {
    @TempDir
    Path directory;

    private Path repository;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(directory.resolve("repository"));
    }

    private BackplaneProcess start(String... words) throws IOException {
        return BackplaneProcess.start(
                directory, Map.of("BACKPLANE_JAVA_OPTS", "-Dbackplane.repository=" + repository), words);
    }

    private BackplaneProcess listening() throws IOException {
        return start("--qmp", "unix:qmp.sock", "-S");
    }

    private QmpClient client() throws IOException, InterruptedException {
        return QmpClient.negotiated(directory.resolve("qmp.sock"));
    }

    private static Set<String> bundles(QmpClient client) throws IOException, InterruptedException {
        var names = new HashSet<String>();
        for (var bundle : client.run("query-bundles").asJsonArray().getValuesAs(JsonObject.class)) {
            names.add(bundle.getString("name"));
        }
        return names;
    }

    @Test
    void aMachineBringsWhatItIsMadeOfAndNoMore() throws Exception {
        try (var _ = listening();
                var client = client()) {
            assertFalse(bundles(client).contains("org.backplane.machine.virt"));

            client.run("machine-create", "{\"type\": \"virt\", \"memory\": \"64M\"}");
            var started = bundles(client);
            assertTrue(started.containsAll(Set.of("org.backplane.machine.virt", "org.backplane.device.plic")));
            assertFalse(started.contains("org.backplane.device.virtioblk"), started::toString);

            client.run("device_add", "{\"driver\": \"virtio-rng-device\"}");
            assertTrue(bundles(client).contains("org.backplane.lib.virtio"));
            client.run("quit");
        }
    }

    @Test
    void whatIsNotStartedIsListedAndDescribed() throws Exception {
        new ForeignDevice("lamp").in(repository);
        try (var _ = listening();
                var client = client()) {
            assertTrue(client.run("qom-list-types", "{\"implements\": \"device\"}")
                    .toString()
                    .contains("\"lamp\""));
            assertTrue(client.run("query-qmp-schema").toString().contains("\"lamp\""));
            assertFalse(bundles(client).contains("org.acme.lamp"));

            client.run("device-list-properties", "{\"typename\": \"lamp\"}");
            assertTrue(bundles(client).contains("org.acme.lamp"));
            client.run("quit");
        }
    }

    @Test
    void aDeviceThatIsPutIntoTheFolderWhileItRunsCanBePluggedIn() throws Exception {
        try (var _ = listening();
                var client = client()) {
            client.run("machine-create", "{\"type\": \"virt\"}");
            new ForeignDevice("lamp").in(repository);
            client.run("device_add", "{\"driver\": \"lamp\", \"id\": \"l0\"}");
            assertTrue(bundles(client).contains("org.acme.lamp"));
            client.run("quit");
        }
    }

    @Test
    void whatDoesNotStartIsAnErrorThatNamesBundleAndReason() throws Exception {
        new ForeignDevice("thrower").broken().in(repository);
        new ForeignDevice("elder")
                .header(Constants.IMPORT_PACKAGE, "org.backplane.api.device;version=\"[9,10)\"")
                .in(repository);
        new ForeignDevice("liar").header("Service-Component", "").in(repository);
        Files.writeString(repository.resolve("torn.jar"), "PK, and no more");
        try (var _ = listening();
                var client = client()) {
            client.run("machine-create", "{\"type\": \"virt\"}");
            assertEquals(
                    "device 'thrower' in org.acme.thrower 1.0.0 cannot be used: org.acme.thrower 1.0.0 does not start:"
                            + " java.lang.IllegalStateException: the flux capacitor is missing",
                    refusal(client, "thrower"));
            assertTrue(refusal(client, "elder").startsWith("device 'elder' in org.acme.elder 1.0.0 cannot be used:"));
            assertTrue(refusal(client, "elder").contains("org.backplane.api.device)(version>=9.0.0)"));
            assertEquals(
                    "device 'liar' in org.acme.liar 1.0.0 is not there, though that bundle is started",
                    refusal(client, "liar"));
            var unknown = refusal(client, "torn");
            assertTrue(unknown.startsWith("'torn' is not a valid device model name; there is "), unknown);
            assertFalse(unknown.contains("thrower"), unknown);

            new ForeignDevice("thrower").in(repository);
            client.run("device_add", "{\"driver\": \"thrower\"}");
            client.run("quit");
        }
    }

    private static String refusal(QmpClient client, String driver) throws IOException, InterruptedException {
        return client.ask("{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"%s\"}}".formatted(driver))
                .getJsonObject("error")
                .getString("desc");
    }

    @Test
    void inAConfigurationTheErrorHasItsPlace() throws Exception {
        new ForeignDevice("thrower").broken().in(repository);
        Files.writeString(directory.resolve("m.yaml"), """
                machine: {type: virt}
                devices:
                  - {device: thrower}
                """);
        try (var backplane = start("m.yaml")) {
            assertEquals(1, backplane.exitStatus());
            var error = backplane.stderr();
            assertTrue(error.contains("m.yaml:3:14: device 'thrower' in org.acme.thrower 1.0.0"), error);
            assertTrue(error.contains("the flux capacitor is missing"), error);
        }
    }

    @Test
    void manyBundlesCostNothingUntilTheyAreNamed() throws Exception {
        int many = Integer.getInteger("backplane.repository.bundles", 50);
        for (int i = 0; i < many; i++) {
            new ForeignDevice("lamp-" + i).in(repository);
        }
        try (var backplane = listening();
                var client = client()) {
            int before = bundles(client).size();
            assertEquals(
                    0,
                    bundles(client).stream()
                            .filter(name -> name.startsWith("org.acme."))
                            .count());
            System.out.printf(
                    "%d bundles in the repository: %d MiB resident after the greeting%n",
                    many, backplane.residentMib());
            client.run("machine-create", "{\"type\": \"virt\"}");
            client.run("device_add", "{\"driver\": \"lamp-%d\"}".formatted(many - 1));
            assertEquals(
                    Set.of("org.acme.lamp-" + (many - 1)),
                    Set.copyOf(bundles(client).stream()
                            .filter(name -> name.startsWith("org.acme."))
                            .toList()));
            assertTrue(before > 0);
            client.run("quit");
        }
    }
}

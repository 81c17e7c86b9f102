package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureReaderTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeADistribution() throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("features"));
        jar(home.resolve("lib/scr-2.2.jar"));
        jar(home.resolve("lib/org.backplane.device.plic-1.jar"));
    }

    @Test
    void theBundlesOfAFeatureComeInItsOrderWithTheirStartLevels() throws Exception {
        feature(
                "all",
                "{'id': 'x:org.backplane.device.plic:1', 'bundleStartLevel': 3}, {'id': 'x:scr:2.2', 'start': 'on-demand'}");
        assertEquals(
                List.of(
                        new Provision(
                                "x:org.backplane.device.plic:1",
                                home.resolve("lib/org.backplane.device.plic-1.jar"),
                                3,
                                true),
                        new Provision("x:scr:2.2", home.resolve("lib/scr-2.2.jar"), 1, false)),
                read(installed(), "all"));
    }

    @Test
    void aBundleOfSeveralFeaturesIsInstalledOnce() throws Exception {
        feature("one", "{'id': 'x:scr:2.2'}");
        feature("two", "{'id': 'x:scr:2.2'}, {'id': 'x:org.backplane.device.plic:1'}");
        assertEquals(2, read(installed(), "one", "two").size());
    }

    @Test
    void inACheckoutTheJarOfTheModuleComesFirst() throws Exception {
        feature("all", "{'id': 'x:org.backplane.device.plic:1'}, {'id': 'x:scr:2.2'}");
        var module = jar(folder.resolve("bundles/device/plic/target/org.backplane.device.plic-1.jar"));
        var jars = read(new Distribution(home, Optional.of(folder)), "all").stream()
                .map(Provision::jar)
                .toList();
        assertEquals(List.of(module, home.resolve("lib/scr-2.2.jar")), jars);
    }

    @Test
    void aFeatureFromElsewhereHasItsJarsBesideIt() throws Exception {
        var own = jar(folder.resolve("own/mine-1.jar"));
        var file = Files.writeString(folder.resolve("own/mine.json"), json("{'id': 'x:mine:1'}"));
        assertEquals(own, read(installed(), file.toString()).getFirst().jar());
    }

    @Test
    void aMissingJarIsAnErrorThatNamesFeatureBundleAndPlace() throws Exception {
        var file = feature("all", "{'id': 'x:nowhere:7'}");
        assertEquals(
                "%s lists x:nowhere:7, but there is no %s".formatted(file, home.resolve("lib/nowhere-7.jar")),
                message("all"));
    }

    @Test
    void anUnknownFeatureIsAnErrorThatNamesTheKnownOnes() throws Exception {
        feature("core", "");
        feature("arm", "");
        assertEquals("there is no feature 'coer'; there are arm, core", message("coer"));
    }

    @Test
    void aMissingFeatureFileIsAnError() {
        assertEquals("./none.json: there is no such feature file", message("./none.json"));
    }

    @Test
    void aFileThatIsNoFeatureIsAnErrorThatNamesIt() throws Exception {
        var file = Files.writeString(folder.resolve("broken.json"), "{'id");
        assertTrue(message(file.toString()).startsWith(file + ": this is no feature file: "));
    }

    @Test
    void aStartLevelThatIsNoneIsAnError() throws Exception {
        feature("all", "{'id': 'x:scr:2.2', 'bundleStartLevel': 0}");
        assertTrue(message("all").endsWith("bundleStartLevel of x:scr:2.2 is 0; expected a whole number from 1"));
    }

    @Test
    void aStartThatIsNotKnownIsAnError() throws Exception {
        feature("all", "{'id': 'x:scr:2.2', 'start': 'perhaps'}");
        assertTrue(message("all").endsWith("start of x:scr:2.2 is perhaps; expected on-demand"));
    }

    @Test
    void anExtensionThatMustBeUnderstoodIsRefused() throws Exception {
        var extension = "\"extensions\": {\"x\": {\"type\": \"text\", \"kind\": \"mandatory\", \"text\": [\"\"]}}, ";
        var file = Files.writeString(
                home.resolve("features/all.json"), json("").replace("\"bundles\"", extension + "\"bundles\""));
        assertEquals(file + ": it needs the extension 'x', which is not known here", message("all"));
    }

    private Distribution installed() {
        return new Distribution(home, Optional.empty());
    }

    private static List<Provision> read(Distribution distribution, String... features) throws StartException {
        var files = new ArrayList<Path>();
        for (var feature : features) {
            files.add(distribution.featureFile(feature));
        }
        return new FeatureReader(distribution).read(files);
    }

    private String message(String feature) {
        return String.valueOf(assertThrows(StartException.class, () -> read(installed(), feature))
                .getMessage());
    }

    private Path feature(String name, String bundles) throws Exception {
        return Files.writeString(home.resolve("features").resolve(name + ".json"), json(bundles));
    }

    private static String json(String bundles) {
        return "{'feature-resource-version': '1.0', 'id': 'x:feature:1', 'bundles': [%s]}"
                .formatted(bundles)
                .replace('\'', '"');
    }

    private static Path jar(Path file) throws Exception {
        Files.createDirectories(file.resolveSibling("."));
        return Files.createFile(file);
    }
}

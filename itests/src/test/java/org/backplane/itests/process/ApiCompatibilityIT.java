package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** A bundle goes on to run when the API has grown: one that was built against the first API, on a later one. */
@Timeout(300)
class ApiCompatibilityIT {
    private static final Path FIRST = Path.of("../bundles/api/baseline/org.backplane.api-1.0.0.jar");
    private static final String POM = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.backplane</groupId>
              <artifactId>org.backplane.api</artifactId>
              <version>1.0.0</version>
            </project>
            """;

    @TempDir
    private Path directory;

    @Test
    void aBundleBuiltAgainstTheFirstApiRunsOnALaterOneWithAdditions() throws Exception {
        var desk = new AuthorsDesk(directory.resolve("desk"));
        desk.release(FIRST, "org.backplane.api", "1.0.0", "jar");
        desk.release(Files.writeString(directory.resolve("pom.xml"), POM), "org.backplane.api", "1.0.0", "pom");
        var project = desk.sample("watchdog");
        desk.maven(project, "package", "-DskipTests", "-Dbackplane.api.version=1.0.0");
        var watchdog = project.resolve("target/com.example.watchdog-1.0.0.jar");
        assertTrue(imports(watchdog).contains("org.backplane.api.device;version=\"[1.0,2)\""), imports(watchdog));

        var home = directory.resolve("later");
        var program = LaterApi.distribution(home, directory.resolve("api"));
        Files.copy(watchdog, home.resolve("deploy/watchdog.jar"));
        new RiscvProgram()
                .say("started ")
                .await(0x1000_8000, 0x474f_4457)
                .write(0x1000_8004, 20)
                .write(0x1000_8008, 3)
                .stay()
                .writeTo(directory.resolve("program.bin"));
        try (var backplane = BackplaneProcess.shell(
                directory, program + " firmware.yaml firmware=program.bin --device example-watchdog")) {
            backplane.await("started started ");
        }
    }

    private static String imports(Path jar) throws Exception {
        try (var file = new JarFile(jar.toFile())) {
            return String.valueOf(file.getManifest().getMainAttributes().getValue(Constants.IMPORT_PACKAGE));
        }
    }
}

package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where somebody writes bundles of their own: a folder outside the reactor, with Maven, an empty local repository, and
 * a remote one that holds what this project releases and nothing else of it.
 */
final class AuthorsDesk {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Path REACTOR = Path.of("..").toAbsolutePath().normalize();

    private final Path directory;
    private final Path released;

    AuthorsDesk(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        released = directory.resolve("released");
        var version = version();
        release(REACTOR.resolve("pom.xml"), "backplane", version, "pom");
        for (var module : List.of("api", "testkit", "lib/fdt", "lib/posix", "lib/riscv", "lib/virtio")) {
            var artifact = "org.backplane." + module.replace('/', '.');
            var folder = REACTOR.resolve("bundles").resolve(module);
            release(folder.resolve("pom.xml"), artifact, version, "pom");
            release(folder.resolve("target/%s-%s.jar".formatted(artifact, version)), artifact, version, "jar");
        }
        Files.writeString(directory.resolve("settings.xml"), settings());
    }

    /** Releases the archetype of devices too. */
    void releaseArchetype() throws IOException {
        var artifact = "org.backplane.archetype";
        var folder = REACTOR.resolve("bundles/archetype");
        release(folder.resolve("pom.xml"), artifact, version(), "pom");
        release(folder.resolve("target/%s-%s.jar".formatted(artifact, version())), artifact, version(), "jar");
    }

    /** The version of this project. */
    static String version() {
        try (var files = Files.list(REACTOR.resolve("bundles/api/target"))) {
            var prefix = "org.backplane.api-";
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".jar"))
                    .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts an artifact of this project into the repository that authors fetch from. */
    void release(Path file, String artifact, String version, String type) throws IOException {
        var folder = Files.createDirectories(
                released.resolve("org/backplane").resolve(artifact).resolve(version));
        Files.copy(file, folder.resolve("%s-%s.%s".formatted(artifact, version, type)));
    }

    private String settings() {
        return """
                <settings>
                  <localRepository>%s</localRepository>
                  <profiles>
                    <profile>
                      <id>repositories</id>
                      <repositories>%s%s</repositories>
                      <pluginRepositories>%s%s</pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>repositories</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        directory.resolve("m2"),
                        repository("repository", "released", released, true),
                        repository("repository", "cache", cache(), false),
                        repository("pluginRepository", "released", released, true),
                        repository("pluginRepository", "cache", cache(), false));
    }

    /** What stands for Maven Central as far as it goes. */
    private static Path cache() {
        return Path.of(System.getProperty("maven.cache"));
    }

    private static String repository(String element, String id, Path path, boolean snapshots) {
        return "<%1$s><id>%2$s</id><url>%3$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases>"
                        .formatted(element, id, path.toUri())
                + "<snapshots><enabled>%s</enabled><checksumPolicy>ignore</checksumPolicy></snapshots></%s>"
                        .formatted(snapshots, element);
    }

    /** Lays one of the samples on the desk; returns its folder. */
    Path sample(String name) throws IOException {
        var from = Path.of("thirdparty").resolve(name).toAbsolutePath();
        var to = directory.resolve("work").resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (!file.startsWith(from.resolve("target"))) {
                    var copy = to.resolve(from.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
        return to;
    }

    /** Runs Maven in a folder; it must succeed. */
    void maven(Path folder, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
        command.addAll(
                List.of("-B", "-ntp", "-s", directory.resolve("settings.xml").toString()));
        command.addAll(List.of(words));
        var log = File.createTempFile("maven", ".log", directory.toFile());
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertEquals(
                    0,
                    ended ? process.exitValue() : -1,
                    () -> "%s in %s: %s".formatted(command, folder, contents(log.toPath())));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String contents(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

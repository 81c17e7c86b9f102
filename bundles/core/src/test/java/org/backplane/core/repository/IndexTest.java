package org.backplane.core.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
    private static final String LAMP = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: org.acme.lamp;singleton:=true
            Bundle-Version: 1.2.0
            Import-Package: org.acme.light;version="[1.0,2)"
            Provide-Capability: backplane.device;name="lamp, red";class="org.acme.Lamp",backplane.device;name=torch
            Require-Capability: backplane.device;filter:="(name=bulb)";effective:=active,nothing;resolution:=optional
            """;

    @TempDir
    Path directory;

    private Path folder;
    private Path kept;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("repository"));
        kept = directory.resolve("index.mf");
    }

    /** A jar whose size depends on its manifest's only. */
    private static Path jar(Path file, String manifest) throws IOException {
        var headers = new Manifest();
        manifest.lines()
                .map(line -> line.split(": ", 2))
                .forEach(header -> headers.getMainAttributes().put(new Attributes.Name(header[0]), header[1]));
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.setLevel(Deflater.NO_COMPRESSION);
            jar.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
            headers.write(jar);
        }
        return file;
    }

    private Index index() {
        return new Index(List.of(folder), Optional.of(kept));
    }

    private static List<String> names(Index index) {
        return index.candidates().stream().map(Candidate::toString).toList();
    }

    @Test
    void aBundleIsWhatItsManifestSays() throws IOException {
        jar(folder.resolve("lamp.jar"), LAMP);

        var lamp = index().candidates().iterator().next();

        assertEquals("org.acme.lamp 1.2.0", lamp.toString());
        assertEquals(
                List.of("lamp, red", "torch"), lamp.names("backplane.device").toList());
        assertEquals(Optional.of("org.acme.Lamp"), lamp.serviceClass("backplane.device", "lamp, red"));
        assertEquals(Optional.empty(), lamp.serviceClass("backplane.device", "torch"));
        assertEquals(2, lamp.needs().size(), () -> lamp.needs().toString());
    }

    @Test
    void aNeedIsMetByWhatHasThePackageOrTheCapability() throws IOException {
        jar(folder.resolve("lamp.jar"), LAMP);
        var light = """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: org.acme.light
                Export-Package: org.acme.light;version=1.5
                Provide-Capability: backplane.device;name=bulb
                """;
        jar(folder.resolve("light.jar"), light);
        jar(folder.resolve("old.jar"), light.replace("1.5", "2.0").replace("bulb", "tube"));

        var all = List.copyOf(index().candidates());

        assertTrue(all.get(0).needs().stream().allMatch(all.get(1)::provides));
        assertTrue(all.get(0).needs().stream().noneMatch(all.get(2)::provides));
    }

    @Test
    void aFileThatIsNoBundleIsLeftOut() throws IOException {
        jar(folder.resolve("plain.jar"), "Manifest-Version: 1.0\n");
        jar(folder.resolve("wrong.jar"), LAMP.replace("1.2.0", "one"));
        jar(folder.resolve("fragment.jar"), LAMP + "Fragment-Host: org.acme.lantern\n");
        Files.writeString(folder.resolve("torn.jar"), "PK");
        Files.writeString(folder.resolve("README"), "jars go here");

        assertEquals(List.of(), names(index()));
    }

    @Test
    void whatIsKeptIsNotReadAgain() throws IOException {
        jar(folder.resolve("lamp.jar"), LAMP);
        names(index());
        Files.writeString(kept, Files.readString(kept).replace("1.2.0", "7.7.7"));

        assertEquals(List.of("org.acme.lamp 7.7.7"), names(index()));
    }

    @Test
    void aJarOfTheSameSizeAndTimesInAnothersPlaceIsRead() throws IOException {
        var lamp = jar(folder.resolve("lamp.jar"), LAMP);
        Files.setLastModifiedTime(lamp, FileTime.fromMillis(1));
        names(index());

        var other = jar(directory.resolve("other.jar"), LAMP.replace("1.2.0", "1.3.0"));
        assertEquals(Files.size(lamp), Files.size(other));
        Files.setLastModifiedTime(other, FileTime.fromMillis(1));
        Files.move(other, lamp, StandardCopyOption.REPLACE_EXISTING);

        assertEquals(List.of("org.acme.lamp 1.3.0"), names(index()));
    }

    @Test
    void aKeptIndexThatIsDamagedIsMadeAnew() throws IOException {
        jar(folder.resolve("lamp.jar"), LAMP);
        Files.writeString(kept, "Name\n");

        assertEquals(List.of("org.acme.lamp 1.2.0"), names(index()));
        assertTrue(Files.readString(kept).contains("Bundle-SymbolicName: org.acme.lamp"));
    }

    @Test
    void aFolderIsReadAgainWhenItHasChanged() throws IOException {
        var index = index();
        assertEquals(List.of(), names(index));
        assertTrue(index.isCurrent());

        jar(folder.resolve("lamp.jar"), LAMP);
        Files.setLastModifiedTime(folder, FileTime.fromMillis(1));

        assertFalse(index.isCurrent());
        assertEquals(List.of("org.acme.lamp 1.2.0"), names(index));
    }

    @Test
    void placesThatAreNotThereAreEmpty() {
        assertEquals(List.of(), names(new Index(List.of(directory.resolve("nowhere")), Optional.empty())));
    }
}

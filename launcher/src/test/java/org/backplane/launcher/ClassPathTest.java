package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    private Path directory;

    private ClassPath of(String list) throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, list);
        var jar = directory.resolve("launcher.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                var content = new JarOutputStream(file, manifest)) {
            content.putNextEntry(new ZipEntry("a.txt"));
            content.write("content".getBytes(StandardCharsets.US_ASCII));
        }
        return ClassPath.of(jar);
    }

    private Path jar(String name) {
        return directory.resolve(name);
    }

    @Test
    void bundlesOnItAreTakenFromThere() throws Exception {
        var classPath = of("a.jar b.jar");

        assertEquals(Set.of(jar("a.jar")), classPath.among(List.of(jar("a.jar"), jar("other/c.jar"))));
    }

    @Test
    void noneIsIfOneIsBuiltAnew() throws Exception {
        var classPath = of("a.jar b.jar");

        assertEquals(Set.of(), classPath.among(List.of(jar("a.jar"), jar("target/b.jar"))));
    }

    @Test
    void classesInAFolderHaveNone() {
        assertEquals(Set.of(), ClassPath.of(directory).among(List.of(jar("a.jar"))));
    }

    @Test
    void aClassIsFromItsJarAndThoseOfTheJdkFromNone() {
        assertTrue(ClassPath.jarOf(JarOutputStream.class).isEmpty());
        assertTrue(ClassPath.jarOf(Test.class).orElseThrow().toString().endsWith(".jar"));
    }

    @Test
    void theFrameworkReadsABundleThere() throws Exception {
        of("");
        var jar = jar("launcher.jar");
        var location = ClassPathBundles.location(jar);
        var connector = new ClassPathBundles(List.of(jar));

        var content = connector.connect(location).orElseThrow().getContent();
        content.open();
        assertEquals(List.of("META-INF/MANIFEST.MF", "a.txt"), content.getEntries());
        assertEquals(
                "content", new String(content.getEntry("a.txt").orElseThrow().getBytes(), StandardCharsets.US_ASCII));
        assertTrue(content.getEntry("b.txt").isEmpty());
        assertEquals(ClassPath.class.getClassLoader(), content.getClassLoader().orElseThrow());
        content.close();
        assertTrue(connector.connect("file:/other.jar").isEmpty());
    }
}

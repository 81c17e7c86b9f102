package org.backplane.itests.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.backplane.itests.Distribution;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;

/** A bundle of somebody else's: the clock of the project under another name, and more or less whole. */
final class ForeignDevice {
    private static final String ORIGINAL = "goldfish_rtc";

    private final String name;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean activated;

    /**
     * A bundle.
     *
     * @param name of its device; its symbolic name is {@code org.acme.NAME}
     */
    ForeignDevice(String name) {
        this.name = name;
        headers.put(Constants.BUNDLE_SYMBOLICNAME, "org.acme." + name);
        headers.put(Constants.BUNDLE_VERSION, "1.0.0");
    }

    /** Changes a header of its manifest. */
    ForeignDevice header(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Gives it an activator that throws. */
    ForeignDevice broken() {
        activated = true;
        return header(Constants.BUNDLE_ACTIVATOR, BrokenActivator.class.getName())
                .header(Constants.DYNAMICIMPORT_PACKAGE, BundleActivator.class.getPackageName());
    }

    /** Writes its jar into a folder. */
    Path in(Path folder) throws IOException {
        var target = folder.resolve(name + ".jar");
        try (var from = new JarFile(
                        Distribution.library("org.backplane.device.goldfishrtc").toFile());
                var to = new JarOutputStream(Files.newOutputStream(target), manifest(from))) {
            for (var entry : (Iterable<JarEntry>) from.stream()::iterator) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    to.write(contents(from, entry));
                }
            }
            if (activated) {
                to.putNextEntry(new JarEntry(path(BrokenActivator.class)));
                to.write(bytes(BrokenActivator.class));
            }
        }
        return target;
    }

    private Manifest manifest(JarFile from) throws IOException {
        var manifest = new Manifest(from.getManifest());
        manifest.getMainAttributes().replaceAll((_, value) -> ((String) value).replace(ORIGINAL, name));
        headers.forEach((header, value) -> manifest.getMainAttributes().put(new Attributes.Name(header), value));
        return manifest;
    }

    private byte[] contents(JarFile from, JarEntry entry) throws IOException {
        try (var stream = from.getInputStream(entry)) {
            var bytes = stream.readAllBytes();
            return entry.getName().endsWith(".xml")
                    ? new String(bytes, StandardCharsets.UTF_8)
                            .replace(ORIGINAL, name)
                            .getBytes(StandardCharsets.UTF_8)
                    : bytes;
        }
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (var stream = type.getResourceAsStream("/" + path(type))) {
            return stream.readAllBytes();
        }
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }
}

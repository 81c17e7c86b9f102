package org.backplane.transport.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A bundle in the folder. Another one has other bytes, as far as a look at the file tells.
 *
 * @param file where it is
 * @param name its symbolic name
 * @param modified when the file was last written
 * @param size its length
 */
record BundleJar(Path file, String name, Instant modified, long size) {
    private static final String SYMBOLIC_NAME = "Bundle-SymbolicName";

    /**
     * Reads one that is whole: what a zip file holds stands at its end.
     *
     * @throws IOException if it is not whole, or no bundle; the message says what is wrong
     */
    static BundleJar read(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new BundleJar(file, name(file), attributes.lastModifiedTime().toInstant(), attributes.size());
    }

    private static String name(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            var manifest = jar.getManifest();
            var header = (manifest == null ? new Manifest() : manifest)
                    .getMainAttributes()
                    .getValue(SYMBOLIC_NAME);
            if (header == null) {
                throw new IOException("it is no bundle: its manifest has no " + SYMBOLIC_NAME);
            }
            return header.split(";", 2)[0].strip();
        }
    }
}

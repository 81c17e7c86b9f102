package org.backplane.core.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.backplane.api.command.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * The jar of a bundle, read whole: its file may be rebuilt meanwhile.
 *
 * @param name the bundle's symbolic name
 * @param version the bundle's version
 * @param location under which the framework installs it: the same bytes have the same
 * @param contents nothing if the framework has it by its location
 */
public record Jar(
        String name,
        String version,
        String location,
        @Nullable InputStream contents) {

    /**
     * Reads one.
     *
     * @throws CommandException if there is none, or it is no bundle
     */
    public static Jar read(String file) {
        try {
            var bytes = Files.readAllBytes(Path.of(file));
            var manifest = manifest(bytes);
            var name = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                throw refusal("%s is no bundle: its manifest has no %s".formatted(file, Constants.BUNDLE_SYMBOLICNAME));
            }
            var version = Objects.requireNonNullElse(manifest.getValue(Constants.BUNDLE_VERSION), "0.0.0");
            return new Jar(symbolicName(name), version, "sha256:" + digest(bytes), new ByteArrayInputStream(bytes));
        } catch (NoSuchFileException e) {
            throw refusal("Could not open '%s': No such file or directory".formatted(file));
        } catch (IOException e) {
            throw refusal("Could not open '%s': %s".formatted(file, e.getMessage()));
        }
    }

    /** The name in a header that may have more behind it. */
    static String symbolicName(String header) {
        return header.split(";", 2)[0].strip();
    }

    private static Attributes manifest(byte[] bytes) throws IOException {
        try (var jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
            return jar.getManifest() == null
                    ? new Attributes()
                    : jar.getManifest().getMainAttributes();
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CommandException refusal(String message) {
        return CommandException.badArgument("file", message);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

package org.backplane.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Names what a framework's storage was made from. A file counts as the same if its path, size and time of last
 * modification are, and where the file system tells, its inode and time of last change: that is as good as a digest of
 * its content, since no tool can write into a file or put another in its place without a new change time, and spares
 * reading megabytes at each start.
 */
final class StorageKey {
    private static final String ATTRIBUTES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                    ? "unix:size,lastModifiedTime,ctime,ino"
                    : "size,lastModifiedTime,fileKey";

    private static final int LENGTH = 16;

    private final MessageDigest digest;

    private StorageKey() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key of a set of bundles.
     *
     * @param framework the jar of the framework, whose form the storage has
     */
    static String of(Path framework, List<Provision> provisions) throws StartException {
        var key = new StorageKey();
        key.add(framework);
        for (var provision : provisions) {
            key.add(String.valueOf(provision.startLevel()));
            key.add(String.valueOf(provision.isStarted()));
            key.add(provision.jar());
        }
        return HexFormat.of().formatHex(key.digest.digest()).substring(0, LENGTH);
    }

    private void add(Path file) throws StartException {
        add(file.toAbsolutePath().toString());
        try {
            Files.readAttributes(file, ATTRIBUTES).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(attribute -> add(attribute.toString()));
        } catch (IOException e) {
            throw new StartException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}

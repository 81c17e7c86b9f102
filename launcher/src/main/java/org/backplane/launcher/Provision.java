package org.backplane.launcher;

import java.nio.file.Path;
import java.util.Set;

/**
 * A bundle to be installed.
 *
 * @param id its name in the feature
 * @param jar its file
 * @param startLevel when it is started: those of level 1 first
 * @param isStarted whether it is started from the beginning, or left to whoever needs it
 */
record Provision(String id, Path jar, int startLevel, boolean isStarted) {
    /**
     * Where the framework says that it is from: the file itself is used, not copied.
     *
     * @param connected the jars whose classes the JVM loads
     */
    String location(Set<Path> connected) {
        var file = jar.toAbsolutePath();
        return connected.contains(file) ? ClassPathBundles.location(file) : "reference:" + file.toUri();
    }
}

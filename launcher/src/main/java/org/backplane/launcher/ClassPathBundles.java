package org.backplane.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/** Gives the framework the bundles that are on the class path of the JVM (OSGi Core 8, chapter 60, Connect). */
final class ClassPathBundles implements ModuleConnector {
    private final Map<String, Path> jars;

    /**
     * Gives it some bundles.
     *
     * @param jars where they are; those locations are their URIs
     */
    ClassPathBundles(Collection<Path> jars) {
        this.jars =
                jars.stream().collect(Collectors.toUnmodifiableMap(ClassPathBundles::location, Function.identity()));
    }

    /** Where the framework says that a bundle is from. */
    static String location(Path jar) {
        return jar.toUri().toString();
    }

    @Override
    public void initialize(File storage, Map<String, String> configuration) {
        // there is nothing to be had from there
    }

    @Override
    public Optional<ConnectModule> connect(String location) {
        return Optional.ofNullable(jars.get(location)).map(jar -> () -> new Content(jar));
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }

    private static final class Content implements ConnectContent {
        private final Path jar;
        private @Nullable ZipFile zip;

        Content(Path jar) {
            this.jar = jar;
        }

        @Override
        public void open() throws IOException {
            if (zip == null) {
                zip = new ZipFile(jar.toFile());
            }
        }

        @Override
        public void close() throws IOException {
            if (zip != null) {
                zip.close();
                zip = null;
            }
        }

        private ZipFile zip() {
            if (zip == null) {
                throw new IllegalStateException(jar + " is not open");
            }
            return zip;
        }

        /** Those of its manifest. */
        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.empty();
        }

        @Override
        public Optional<ClassLoader> getClassLoader() {
            return Optional.ofNullable(ClassPathBundles.class.getClassLoader());
        }

        @Override
        public Iterable<String> getEntries() {
            return zip().stream().<String>map(ZipEntry::getName).toList();
        }

        @Override
        public Optional<ConnectEntry> getEntry(String name) {
            return Optional.ofNullable(zip().getEntry(name)).map(entry -> new Entry(zip(), entry));
        }
    }

    private record Entry(ZipFile zip, ZipEntry entry) implements ConnectContent.ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return zip.getInputStream(entry);
        }
    }
}

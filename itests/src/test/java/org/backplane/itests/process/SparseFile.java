package org.backplane.itests.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Disk images that take no storage where nothing was written. */
final class SparseFile {
    private SparseFile() {}

    /** Makes a file, or gives one that is there another length; what is new of it reads as zeroes. */
    static Path resize(Path file, long size) throws IOException {
        try (var image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size);
        }
        return file;
    }
}

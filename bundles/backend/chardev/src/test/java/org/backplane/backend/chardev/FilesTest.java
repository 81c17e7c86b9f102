package org.backplane.backend.chardev;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path directory;

    final FileChardev file = new FileChardev();

    FileChardev.Properties properties(String out, Optional<String> in, boolean append) {
        return new FileChardev.Properties(
                directory.resolve(out).toString(),
                in.map(name -> directory.resolve(name).toString()),
                append);
    }

    void write(FileChardev.Properties properties, String text) throws IOException {
        try (var chardev = file.open(properties)) {
            chardev.output().write(text.getBytes(US_ASCII));
        }
    }

    @Test
    void outputTakesThePlaceOfWhatWasInTheFile() throws IOException {
        write(properties("log", Optional.empty(), false), "a long first text\n");
        write(properties("log", Optional.empty(), false), "second\n");
        assertEquals("second\n", Files.readString(directory.resolve("log")));
    }

    @Test
    void outputIsAppended() throws IOException {
        write(properties("log", Optional.empty(), true), "first\n");
        write(properties("log", Optional.empty(), true), "second\n");
        assertEquals("first\nsecond\n", Files.readString(directory.resolve("log")));
    }

    @Test
    void inputComesFromAFileAndEndsWithIt() throws IOException {
        Files.writeString(directory.resolve("keys"), "root\n");
        try (var chardev = file.open(properties("log", Optional.of("keys"), false))) {
            assertEquals("root\n", new String(chardev.input().readAllBytes(), US_ASCII));
        }
    }

    @Test
    void thereIsNoInputWithoutAFile() throws IOException {
        try (var chardev = file.open(properties("log", Optional.empty(), false))) {
            assertEquals(-1, chardev.input().read());
        }
    }

    @Test
    void aMissingInputIsNamedAndNothingIsLeftBehind() {
        var refused = assertThrows(IOException.class, () -> file.open(properties("log", Optional.of("keys"), false)));
        assertEquals(
                "Could not open '%s': No such file or directory".formatted(directory.resolve("keys")),
                refused.getMessage());
        assertFalse(Files.exists(directory.resolve("log")));
    }

    @Test
    void anOutputThatCannotBeIsNamed() {
        var missing = assertThrows(IOException.class, () -> file.open(properties("no/log", Optional.empty(), false)));
        assertEquals(
                "Could not open '%s': No such file or directory".formatted(directory.resolve("no/log")),
                missing.getMessage());
        var isDirectory = assertThrows(IOException.class, () -> file.open(properties(".", Optional.empty(), false)));
        assertEquals("Could not open '%s': Is a directory".formatted(directory.resolve(".")), isDirectory.getMessage());
    }

    @Test
    void nothingComesFromNullAndEverythingGoesThere() throws IOException {
        try (var nothing = new NullChardev().open(new NullChardev.Properties())) {
            nothing.output().write(1);
            assertEquals(-1, nothing.input().read());
        }
    }

    @Test
    void anotherVersionGoesOnWhereTheFilesStand() throws IOException {
        Files.writeString(directory.resolve("keys"), "root\n");
        var properties = properties("log", Optional.of("keys"), false);
        var chardev = file.open(properties);
        chardev.output().write("first ".getBytes(US_ASCII));
        assertEquals('r', chardev.input().read());
        try (var next =
                new FileChardev().takeOver(properties, chardev.handOver().orElseThrow())) {
            next.output().write("second".getBytes(US_ASCII));
            assertEquals("oot\n", new String(next.input().readAllBytes(), US_ASCII));
        }
        assertEquals("first second", Files.readString(directory.resolve("log")));
    }
}

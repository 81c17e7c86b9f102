package org.backplane.transport.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a file, by lines. */
final class Source {
    /** No configuration is longer; a disk image given by mistake is. */
    static final int LONGEST = 1 << 20;

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final String name;
    private final Path directory;
    private final List<String> lines;

    private Source(String name, Path directory, List<String> lines) {
        this.name = name;
        this.directory = directory;
        this.lines = lines;
    }

    /** A text that is in memory already. */
    static Source of(String name, Path directory, String text) {
        return new Source(name, directory, List.of(LINE_END.split(text, -1)));
    }

    /**
     * Reads a file.
     *
     * @param name what messages call it
     * @throws IOException if it cannot be read; the message says why, in words
     */
    static Source read(Path file, String name) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (AccessDeniedException e) {
            throw new IOException("Permission denied", e);
        }
        if (bytes.length > LONGEST) {
            throw new IOException("it is no configuration file: longer than 1 MiB");
        }
        var directory = file.toAbsolutePath().normalize().getParent();
        var source = of(name, directory == null ? file : directory, decode(bytes));
        source.checkCharacters();
        return source;
    }

    private static String decode(byte[] bytes) throws IOException {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is no configuration file: not UTF-8 text", e);
        }
    }

    /** YAML's own rule, and the two characters that stand for values later on. */
    private void checkCharacters() {
        for (int line = 1; line <= lines(); line++) {
            var text = line(line);
            for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
                int c = text.codePointAt(i);
                if ((Character.isISOControl(c) && c != '\t') || Pieces.isReserved(c) || c == 0xFFFE || c == 0xFFFF) {
                    throw position(line, text.codePointCount(0, i) + 1)
                            .error("the character U+%04X has no place in a configuration file".formatted(c));
                }
            }
        }
    }

    /** What messages call the file. */
    String name() {
        return name;
    }

    /** The directory that it is in, absolute. */
    Path directory() {
        return directory;
    }

    /** How many lines it has. */
    int lines() {
        return lines.size();
    }

    /** A line without its end; the first is 1. */
    String line(int number) {
        return lines.get(number - 1);
    }

    Position position(int line, int column) {
        return new Position(this, line, column);
    }
}

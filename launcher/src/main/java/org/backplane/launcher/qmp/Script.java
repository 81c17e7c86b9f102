package org.backplane.launcher.qmp;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A script: a command on each line, like {@code device_add driver=virtio-rng-device}, or a message in JSON, which may go
 * over several lines. Empty lines and those that begin with a number sign are for people.
 */
final class Script {

    /**
     * One entry.
     *
     * @param line where it begins, from 1
     * @param text without what is around it
     */
    record Entry(int line, String text) {
        boolean isMessage() {
            return text.startsWith("{");
        }

        /** The words of a command; quotes keep spaces together, as in a shell. */
        List<String> words() throws QmpException {
            var words = new ArrayList<String>();
            var word = new StringBuilder();
            boolean inWord = false;
            char quote = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                    inWord = true;
                } else if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && Character.isWhitespace(c)) {
                    flush(words, word, inWord);
                    inWord = false;
                } else {
                    word.append(c);
                    inWord = true;
                }
            }
            if (quote != 0) {
                throw QmpException.unusable("a quote is not closed: " + text);
            }
            flush(words, word, inWord);
            return words;
        }

        private static void flush(List<String> words, StringBuilder word, boolean inWord) {
            if (inWord) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
    }

    private final BufferedReader lines;
    private int line;

    Script(BufferedReader lines) {
        this.lines = lines;
    }

    /** The next entry; empty at the end. */
    Optional<Entry> next() throws IOException, QmpException {
        for (var text = read(); text != null; text = read()) {
            var stripped = text.strip();
            if (stripped.startsWith("{")) {
                return Optional.of(message(stripped));
            } else if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                return Optional.of(new Entry(line, stripped));
            }
        }
        return Optional.empty();
    }

    private @Nullable String read() throws IOException {
        line++;
        return lines.readLine();
    }

    /** A message ends with the line on which its brackets balance. */
    private Entry message(String first) throws IOException, QmpException {
        int start = line;
        var text = new StringBuilder(first);
        var brackets = new Brackets();
        boolean open = brackets.isOpenAfter(first);
        while (open) {
            var more = read();
            if (more == null) {
                throw QmpException.unusable("line %d: this message does not end".formatted(start));
            }
            text.append('\n').append(more);
            open = brackets.isOpenAfter(more);
        }
        return new Entry(start, text.toString().strip());
    }

    /** Counts brackets outside of strings. */
    private static final class Brackets {
        private int depth;
        private boolean inString;
        private boolean escaped;

        boolean isOpenAfter(String line) {
            line.chars().forEach(this::see);
            return depth > 0;
        }

        private void see(int c) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = inString;
            } else if (c == '"') {
                inString = !inString;
            } else if (!inString) {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        }
    }
}

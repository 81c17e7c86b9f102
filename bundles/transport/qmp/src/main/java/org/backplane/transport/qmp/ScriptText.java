package org.backplane.transport.qmp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a script, for its errors. */
final class ScriptText {
    /** How much of a long line is shown on either side. */
    private static final int CONTEXT = 100;

    private final String name;
    private final byte[] bytes;

    /**
     * The text of a file.
     *
     * @param name what messages call it
     */
    ScriptText(String name, byte[] bytes) {
        this.name = name;
        this.bytes = Arrays.copyOf(bytes, bytes.length + 1);
        this.bytes[bytes.length] = '\n'; // a message ends with the file
    }

    byte[] bytes() {
        return bytes;
    }

    /** A message with the place in front, and the line with a caret below. */
    String explain(int offset, String message) {
        int at = Math.min(offset, bytes.length - 1);
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        int end = at;
        while (bytes[end] != '\n') {
            end++;
        }
        var before = points(start, at);
        var behind = points(at, end);
        int shown = Math.min(before.length, CONTEXT);
        var line = new StringBuilder();
        append(line, before, before.length - shown, before.length);
        append(line, behind, 0, Math.min(behind.length, CONTEXT));
        return "%s:%d:%d: %s%n%s%n%s^"
                .formatted(name, lines(start) + 1, before.length + 1, message, line, indent(line, shown));
    }

    /** The code points of a part of a line; bytes that are no text are one each. */
    private int[] points(int from, int to) {
        var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text)
                .codePoints()
                .toArray();
    }

    private int lines(int end) {
        int lines = 0;
        for (int i = 0; i < end; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static void append(StringBuilder line, int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            line.appendCodePoint(points[i] != '\t' && Character.isISOControl(points[i]) ? '?' : points[i]);
        }
    }

    private static String indent(StringBuilder line, int points) {
        return line.codePoints()
                .limit(points)
                .map(point -> point == '\t' ? '\t' : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

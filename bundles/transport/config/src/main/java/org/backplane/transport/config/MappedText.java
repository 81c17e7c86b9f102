package org.backplane.transport.config;

import java.util.TreeMap;

/** A text that knows of each of its characters in which file it was written. */
final class MappedText {
    /** A loop that prints without end is stopped here. */
    private static final int LONGEST = 4 * Source.LONGEST;

    /** A stretch of one line. Inside what was printed, all characters have the same position. */
    private record Stretch(Position position, boolean advances) {}

    private final StringBuilder text = new StringBuilder();
    /** By the number of code points before them. */
    private final TreeMap<Integer, Stretch> stretches = new TreeMap<>();

    private int codePoints;

    /** The lines of a file from one on, up to and without another. */
    static MappedText of(Source source, int from, int to) {
        var text = new MappedText();
        for (int line = from; line < to; line++) {
            text.append(source.position(line, 1), source.line(line) + "\n", true);
        }
        return text;
    }

    /**
     * Adds a part.
     *
     * @param advances whether its characters stand side by side in the file, from that position on
     */
    void append(Position position, String part, boolean advances) {
        if (text.length() + part.length() > LONGEST) {
            throw position.error("this makes more than 4 MiB of text; does a loop never end?");
        }
        stretches.put(codePoints, new Stretch(position, advances));
        text.append(part);
        codePoints += part.codePointCount(0, part.length());
    }

    /** Where a character was written; past the end, where the last was. */
    Position position(int codePoint, Position whenEmpty) {
        var entry = stretches.floorEntry(Math.clamp(codePoint, 0, Math.max(0, codePoints - 1)));
        if (entry == null) {
            return whenEmpty;
        }
        var start = entry.getValue().position();
        int column = entry.getValue().advances() ? start.column() + codePoint - entry.getKey() : start.column();
        var line = start.source().line(start.line());
        return start.source().position(start.line(), Math.min(column, line.codePointCount(0, line.length()) + 1));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package org.backplane.transport.config;

import java.util.List;

/**
 * A file as the template engine sees it: numbers of pieces, and tags.
 *
 * @param text what the engine parses
 * @param positions for each of that text's lines, where the tag is that stands there. The engine knows lines only, so
 *     each tag has one of its own.
 */
record TemplateText(String text, List<Position> positions) {
    TemplateText {
        positions = List.copyOf(positions);
    }

    /** Where a tag is; numbers out of range, which the engine should not know, are moved to the nearest. */
    Position position(int line) {
        return positions.get(Math.clamp(line, 1, positions.size()) - 1);
    }
}

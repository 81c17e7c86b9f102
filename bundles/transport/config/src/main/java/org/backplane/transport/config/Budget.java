package org.backplane.transport.config;

import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the templates of one file may use up, all together. It keeps a mistake from becoming a hang. */
final class Budget {
    private static final int MOST_STEPS = 1_000_000;
    private static final int HEAVIEST = 65_536;

    private int steps;
    private String file = "";
    private int line;

    /** Counts the execution of a tag, or one turn of a loop. */
    void step(PebbleTemplateImpl template, int line) {
        this.file = template.getName();
        this.line = line;
        if (++steps > MOST_STEPS) {
            throw new Refusal(
                    "this takes more than %d steps; does a loop never end?".formatted(MOST_STEPS), line, file);
        }
    }

    /** Counts a value that was made, and refuses one that is too large. */
    <T extends @Nullable Object> T admit(T value, PebbleTemplateImpl template, int line) {
        int weight = weight(value, HEAVIEST);
        if (weight > HEAVIEST) {
            throw new Refusal("this value is too large", line, template.getName());
        }
        steps += weight / 64;
        return value;
    }

    /** The file of the tag that was executed last. */
    String file() {
        return file;
    }

    /** The engine's line of the tag that was executed last. */
    int line() {
        return line;
    }

    /** About how many characters and items a value has, all told; no further than just past the limit. */
    private static int weight(@Nullable Object value, int limit) {
        return switch (value) {
            case String text -> text.length();
            case Collection<?> items -> weightOfAll(items, limit);
            case Map<?, ?> map -> weightOfAll(map.keySet(), limit) + weightOfAll(map.values(), limit);
            case null, default -> 1;
        };
    }

    private static int weightOfAll(Collection<?> items, int limit) {
        int weight = 1;
        for (var item : items) {
            if (weight > limit) {
                return weight;
            }
            weight += 1 + weight(item, limit - weight);
        }
        return weight;
    }
}

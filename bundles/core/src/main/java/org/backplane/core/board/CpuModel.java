package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;

/**
 * A processor as QEMU's {@code -cpu} names it: a type and, behind commas, properties of it.
 *
 * @param properties as words, to be read by their types
 */
record CpuModel(String type, Map<String, Object> properties) {

    /** Reads a model like {@code rv64,sv57=off}. */
    static CpuModel parse(String text) {
        var parts = List.of(text.split(",", -1));
        var properties = new LinkedHashMap<String, Object>();
        for (var part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw CommandException.badArgument("cpu", "Expected key=value format, found %s.".formatted(part));
            }
            properties.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new CpuModel(parts.getFirst(), properties);
    }
}

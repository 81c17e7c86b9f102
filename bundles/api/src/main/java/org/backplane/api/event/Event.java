package org.backplane.api.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, told to every session.
 *
 * @param name the name on the wire: {@code STOP}
 * @param data its data as a neutral tree; empty when it has none
 * @param timestamp when
 */
public record Event(String name, Map<String, Object> data, Instant timestamp) {}

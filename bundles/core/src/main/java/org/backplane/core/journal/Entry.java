package org.backplane.core.journal;

import java.time.Instant;
import java.util.Map;

/**
 * A command that changed something.
 *
 * @param number counts the changes of this process, from 1
 * @param time when it was done
 * @param origin who gave it
 * @param command its name
 * @param arguments its arguments as a neutral tree, defaults included; secrets are not in it
 */
public record Entry(long number, Instant time, String origin, String command, Map<String, Object> arguments) {}

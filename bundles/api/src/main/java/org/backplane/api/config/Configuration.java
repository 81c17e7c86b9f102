package org.backplane.api.config;

import java.util.List;
import java.util.Optional;

/**
 * What a configuration file says of itself.
 *
 * @param file where it was found
 * @param doc what it makes, in a sentence, or empty
 * @param parameters what can be given to it, in the file's order
 */
public record Configuration(String file, String doc, List<Parameter> parameters) {
    public Configuration {
        parameters = List.copyOf(parameters);
    }

    /**
     * One parameter of a file. Given as {@code name=value}.
     *
     * @param name its name
     * @param type how its value is read: {@code str}, {@code size}, {@code int}, {@code bool}, {@code path} or
     *     {@code list}
     * @param doc what it is for, in a sentence, or empty
     * @param defaultValue what it is when it is not given, written as on the command line
     * @param optional whether the file does without it
     */
    public record Parameter(String name, String type, String doc, Optional<String> defaultValue, boolean optional) {

        /** Whether it has to be given. */
        public boolean required() {
            return !optional && defaultValue.isEmpty();
        }
    }
}

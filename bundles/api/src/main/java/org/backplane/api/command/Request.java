package org.backplane.api.command;

import java.util.Map;

/**
 * A command as a transport hands it in.
 *
 * @param command its name
 * @param arguments the arguments as a neutral tree: Map, List, String, Boolean, Long, {@link java.math.BigInteger},
 *     Double, or null for the JSON null
 * @param form whether scalars are typed
 * @param place where it was written, for error messages
 */
public record Request(String command, Map<String, Object> arguments, Form form, Place place) {

    /** How scalars are written. */
    public enum Form {
        /** Scalars have their JSON types. */
        TYPED,
        /** Every scalar is a string, as on a command line, and is read by the type that the schema asks for. */
        WORDS
    }

    /** A typed request from nowhere in particular. */
    public static Request of(String command, Map<String, Object> arguments) {
        return new Request(command, arguments, Form.TYPED, Place.NONE);
    }
}

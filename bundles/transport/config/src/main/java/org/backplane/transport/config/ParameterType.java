package org.backplane.transport.config;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.jspecify.annotations.Nullable;

/** How the value of a parameter is read, be it a word of a command line or a value of a file. */
enum ParameterType {
    STR {
        @Override
        Object read(@Nullable Object given) {
            return switch (given) {
                case String text -> text;
                case Number number -> number.toString();
                case null, default -> throw new IllegalArgumentException("expected a text");
            };
        }
    },
    SIZE {
        @Override
        Object read(@Nullable Object given) {
            return switch (given) {
                case String text -> DataSize.parse(text).bytes();
                case Long number when number >= 0 -> number;
                case null, default -> throw new IllegalArgumentException("expected a size such as 4096, 512M or 2G");
            };
        }
    },
    INT {
        @Override
        Object read(@Nullable Object given) {
            try {
                return switch (given) {
                    case Long number -> number;
                    case String text
                    when text.startsWith("0x") -> new BigInteger(text.substring(2), 16).longValueExact();
                    case String text -> new BigInteger(text).longValueExact();
                    case null, default -> throw new NumberFormatException();
                };
            } catch (ArithmeticException | NumberFormatException e) {
                throw new IllegalArgumentException("expected a whole number", e);
            }
        }
    },
    BOOL {
        @Override
        Object read(@Nullable Object given) {
            return switch (given) {
                case Boolean bool -> bool;
                case String word when List.of("on", "yes", "true", "y").contains(word) -> true;
                case String word when List.of("off", "no", "false", "n").contains(word) -> false;
                case null, default -> throw new IllegalArgumentException("expected 'on' or 'off'");
            };
        }
    },
    PATH {
        @Override
        Object read(@Nullable Object given) {
            if (given instanceof String path && !path.isEmpty()) {
                return path;
            }
            throw new IllegalArgumentException("expected the name of a file");
        }
    },
    /** Texts; in a word they are separated by commas, and a comma in one is written twice. */
    LIST {
        @Override
        Object read(@Nullable Object given) {
            return switch (given) {
                case String word when word.isEmpty() -> List.of();
                case String word ->
                    Arrays.stream(word.replace(",,", "\0").split(",", -1))
                            .map(item -> item.replace('\0', ','))
                            .toList();
                case List<?> items -> items.stream().map(STR::read).toList();
                case null, default -> throw new IllegalArgumentException("expected a list");
            };
        }
    };

    /**
     * The value, as templates see it: a String, Long, Boolean, or a list of strings.
     *
     * @throws IllegalArgumentException if it is none of that type; the message says what was expected
     */
    abstract Object read(@Nullable Object given);

    /** The name in files. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    static List<String> names() {
        return Arrays.stream(values()).map(ParameterType::wireName).toList();
    }

    /** The one of that name. */
    static Optional<ParameterType> of(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(name))
                .findFirst();
    }
}

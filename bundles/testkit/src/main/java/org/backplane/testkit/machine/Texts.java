package org.backplane.testkit.machine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts system properties into texts. */
final class Texts {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]*)}");

    private Texts() {}

    /**
     * A text with the values of the properties that it names.
     *
     * @throws IllegalArgumentException if there is no such property
     */
    static String filled(String text) {
        return PROPERTY.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), text)));
    }

    private static String value(String name, String text) {
        return Optional.ofNullable(System.getProperty(name))
                .orElseThrow(() ->
                        new IllegalArgumentException("%s: there is no system property '%s'".formatted(text, name)));
    }

    static List<String> filled(String[] texts) {
        return Stream.of(texts).map(Texts::filled).toList();
    }
}

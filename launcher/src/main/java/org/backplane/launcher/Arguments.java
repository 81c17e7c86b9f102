package org.backplane.launcher;

import java.util.List;
import java.util.stream.Stream;

/**
 * The command line as the launcher sees it: its own option, which stands first, and the words that it hands on.
 *
 * @param features the features to start at once, by name or file
 * @param words the rest, for the command line transport
 */
record Arguments(List<String> features, List<String> words) {
    /** The features of a plain {@code backplane}; the bundles of all others are started when somebody names what they have. */
    static final List<String> DEFAULT_FEATURES = List.of("runtime", "core");

    private static final String OPTION = "--features";

    Arguments {
        features = List.copyOf(features);
        words = List.copyOf(words);
    }

    static Arguments parse(List<String> argv) throws StartException {
        if (argv.isEmpty()) {
            return new Arguments(DEFAULT_FEATURES, argv);
        }
        var first = argv.getFirst();
        if (first.startsWith(OPTION + "=")) {
            return new Arguments(names(first.substring(OPTION.length() + 1)), argv.subList(1, argv.size()));
        }
        if (!first.equals(OPTION)) {
            return new Arguments(DEFAULT_FEATURES, argv);
        }
        if (argv.size() == 1) {
            throw new StartException(
                    "--features: expected the names of features after it, as in " + String.join(",", DEFAULT_FEATURES));
        }
        return new Arguments(names(argv.get(1)), argv.subList(2, argv.size()));
    }

    private static List<String> names(String list) throws StartException {
        var names = Stream.of(list.split(",", -1)).map(String::strip).toList();
        if (names.contains("")) {
            throw new StartException("--features %s: a name is empty".formatted(list));
        }
        return names.stream().distinct().toList();
    }
}

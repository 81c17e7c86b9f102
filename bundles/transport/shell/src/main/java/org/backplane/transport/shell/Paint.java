package org.backplane.transport.shell;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The colours of what is shown on a terminal. */
enum Paint {
    /** The lines of pictures step back. */
    ANSWER {
        @Override
        String on(String text) {
            return FRAME.matcher(text).replaceAll(DIM + "$0" + NONE);
        }
    },
    /** Errors are red. */
    ERROR {
        @Override
        String on(String text) {
            return text.lines().map(line -> RED + line + NONE).collect(Collectors.joining("\n"));
        }
    };

    private static final Pattern FRAME = Pattern.compile("[─│┌┐└┘├┤]+ ?");
    private static final String DIM = "\033[2m";
    private static final String RED = "\033[31m";
    private static final String NONE = "\033[m";

    abstract String on(String text);
}

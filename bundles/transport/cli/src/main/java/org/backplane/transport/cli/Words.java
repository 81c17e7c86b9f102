package org.backplane.transport.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;

/** The words of a command line, taken from the left. */
final class Words {
    private final Deque<String> words;

    Words(List<String> words) {
        this.words = new ArrayDeque<>(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /**
     * Takes the next word.
     *
     * @throws NoSuchElementException if there is none
     */
    String take() {
        return words.remove();
    }

    /** Takes what is probably the argument of an option that nobody knows. */
    void takeArgument() {
        if (!isEmpty() && !nextIsOption()) {
            take();
        }
    }

    /** The next word, which stays; empty if there is none. */
    String peek() {
        return words.isEmpty() ? "" : words.element();
    }

    /** Whether the next word is an option: {@code -x}, {@code --long}. */
    boolean nextIsOption() {
        var next = words.peek();
        return next != null && isOption(next);
    }

    /** Whether the next word is a {@code name=value}. */
    boolean nextIsAssignment() {
        var next = words.peek();
        return next != null && !isOption(next) && next.indexOf('=') > 0;
    }

    static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    /** An option's name without its dashes. */
    static String optionName(String word) {
        return word.startsWith("--") ? word.substring(2) : word.substring(1);
    }
}

package org.backplane.api;

/**
 * A text that is shown to nobody: no log and no inspection has it.
 *
 * @param text what is not shown
 */
public record Secret(String text) {
    /** Says that there is one. */
    @Override
    public String toString() {
        return "(secret)";
    }
}

package org.backplane.api.cpu;

/**
 * Code that a processor executes often.
 *
 * @param address where it begins, as the guest sees it
 * @param physicalAddress where that is in the machine
 * @param size how many instructions it has
 * @param executions how often execution has begun there, as far as that is counted
 * @param instructions how many instructions were executed in it, about
 * @param engine how it is executed now
 */
public record HotCode(long address, long physicalAddress, int size, long executions, long instructions, Engine engine) {

    /** How code is executed. */
    public enum Engine {
        /** One instruction after the other. */
        INTERPRETER,
        /** Like that, while it is translated. */
        TRANSLATING,
        /** As code of the host. */
        TRANSLATOR
    }
}

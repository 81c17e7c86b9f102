package org.backplane.core.board;

import org.osgi.service.component.annotations.Component;

/** What is done when the guest does something to itself; as the user chose. */
@Component(service = Actions.class)
public final class Actions {

    /** When the guest resets itself, or somebody resets it. */
    public enum RebootAction {
        RESET,
        SHUTDOWN
    }

    /** When the guest switches itself off. */
    public enum ShutdownAction {
        POWEROFF,
        PAUSE
    }

    /** When the guest has given up. */
    public enum PanicAction {
        PAUSE,
        SHUTDOWN,
        EXIT_FAILURE,
        NONE
    }

    /** When the guest's watchdog is not fed. */
    public enum WatchdogAction {
        RESET,
        SHUTDOWN,
        POWEROFF,
        PAUSE,
        DEBUG,
        NONE,
        INJECT_NMI
    }

    /** One action for each occasion. */
    public record Chosen(RebootAction reboot, ShutdownAction shutdown, PanicAction panic, WatchdogAction watchdog) {}

    private volatile Chosen chosen =
            new Chosen(RebootAction.RESET, ShutdownAction.POWEROFF, PanicAction.SHUTDOWN, WatchdogAction.RESET);

    /** What was chosen; from any thread. */
    public Chosen chosen() {
        return chosen;
    }

    /** Chooses anew. */
    public void choose(Chosen other) {
        chosen = other;
    }
}

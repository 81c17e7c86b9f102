package org.backplane.core.board;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.backend.Handover;
import org.backplane.api.command.CommandException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts in use whose code is replaced by another version of it, all of them or none. */
final class Swap {
    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);

    /** How long those who are at work in the old code have to leave it. */
    static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

    /** A part leaves what it has open. */
    @FunctionalInterface
    interface Leaving {
        Optional<Handover> handOver() throws IOException;
    }

    /** A version of the code makes a part of what another one has left. */
    @FunctionalInterface
    interface Taking<B> {
        B takeOver(Handover from) throws IOException;
    }

    /** Both versions of the code of a part. */
    record Versions<B>(Taking<B> former, Taking<B> successor) {
        Versions<B> reversed() {
            return new Versions<>(successor, former);
        }
    }

    /** What one part does. */
    @FunctionalInterface
    interface Step {
        /** @return takes it back, once everything that came after it is taken back */
        Runnable replace() throws IOException;
    }

    private final List<String> devices = new ArrayList<>();
    private final List<String> backends = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<Runnable> last = new ArrayList<>();

    /** Replaces parts; when one cannot be replaced, all are as they were. */
    void perform(Runnable replacing) {
        try {
            replacing.run();
        } catch (RuntimeException | LinkageError e) {
            undo.forEach(Runnable::run);
            throw e;
        }
        last.forEach(Runnable::run);
    }

    /**
     * Replaces a device.
     *
     * @throws CommandException if it cannot be; it says why
     */
    void device(String path, Step step) {
        replace(path, step);
        devices.add(path);
    }

    /**
     * Replaces a back end.
     *
     * @throws CommandException if it cannot be; it says why
     */
    void backend(String path, Step step) {
        replace(path, step);
        backends.add(path);
    }

    private void replace(String path, Step step) {
        try {
            undo.push(step.replace());
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw CommandException.failed("%s cannot be taken over: %s".formatted(path, reason(e)), e);
        }
    }

    private static String reason(Throwable thrown) {
        return switch (thrown) {
            case CommandException refused -> refused.message();
            case IOException e when e.getMessage() != null -> e.getMessage();
            default -> thrown.toString();
        };
    }

    /** What remains to be done when everything is replaced. */
    void last(Runnable action) {
        last.add(action);
    }

    List<String> devices() {
        return List.copyOf(devices);
    }

    List<String> backends() {
        return List.copyOf(backends);
    }

    /**
     * Passes what is open in a part on to the other version of its code. Threads that use it wait at its turnstile until
     * all is over.
     *
     * @param leaving what the present one does
     * @param place where the part is kept, which gets the one that has it in the end
     * @return passes it back
     * @throws IOException if the part cannot leave it, or the other version cannot take it over
     */
    <B> Runnable exchange(Turnstile turnstile, Leaving leaving, Versions<B> versions, Consumer<B> place)
            throws IOException {
        turnstile.shut();
        try {
            var once = new Versions<B>(versions.former, left -> {
                turnstile.requireEmpty(LONGEST_WAIT_NANOS);
                return versions.successor.takeOver(left);
            });
            pass(leaving, once, place);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            turnstile.open();
            throw e;
        }
        last(turnstile::open);
        return () -> {
            passBack(leaving, versions.reversed(), place);
            turnstile.open();
        };
    }

    /**
     * Passes what is open in a part on to the other version of its code, or back to the one that had it.
     *
     * @param place where the part is kept, which gets the one that has it in the end
     * @throws IOException if the part cannot leave it, or the other version cannot take it over
     */
    static <B> void pass(Leaving leaving, Versions<B> versions, Consumer<B> place) throws IOException {
        var left = leaving.handOver()
                .orElseThrow(() -> new IOException("its present code does not hand over what is open"));
        try {
            place.accept(versions.successor.takeOver(left));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            giveBack(left, versions, place, e);
            throw e;
        }
    }

    /** The same on the way back, when there is nobody any more who could be told of a failure. */
    static <B> void passBack(Leaving leaving, Versions<B> versions, Consumer<B> place) {
        try {
            pass(leaving, versions, place);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("a back end is not as it was before a swap that was refused", e);
        }
    }

    private static <B> void giveBack(Handover left, Versions<B> versions, Consumer<B> place, Throwable reason) {
        try {
            place.accept(versions.former.takeOver(left));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            reason.addSuppressed(e);
        }
    }
}

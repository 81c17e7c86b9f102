package org.backplane.launcher;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** The way out that bundles are given: whoever asks first says what the process ends with. */
final class Exit implements IntConsumer {
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** Asks for the end, from any thread. It is not waited for: who asks may be what has to stop. */
    @Override
    public void accept(int value) {
        status.complete(value);
    }

    /** Waits until somebody asks. */
    int await() {
        return status.join();
    }
}

package org.backplane.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.command.Call;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Request;

/** A call that remembers how it is taken back. */
public final class FakeCall implements Call {
    private final Deque<Runnable> inverses = new ArrayDeque<>();

    @Override
    public String origin() {
        return "test";
    }

    @Override
    public void undo(Runnable inverse) {
        inverses.push(inverse);
    }

    @Override
    public List<CommandException> check(Composite.Parts parts) {
        return List.of();
    }

    @Override
    public CompletionStage<Void> inject(List<Request> requests) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Object> run(Request request) {
        return CompletableFuture.completedStage(Map.of());
    }

    /** Forgets what there was to take back. */
    public void keep() {
        inverses.clear();
    }

    /** Takes everything back. */
    public void takeBack() {
        inverses.forEach(Runnable::run);
    }
}

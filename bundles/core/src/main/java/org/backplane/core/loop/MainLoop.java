package org.backplane.core.loop;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.backplane.api.command.Call;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;
import org.backplane.api.event.EventName;
import org.backplane.api.event.Events;
import org.backplane.api.event.OncePerSecond;
import org.backplane.core.schema.Trees;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop that runs commands, phase steps, timers, and what the host has for devices, one at a time.
 *
 * <p>Feeds take turns, a command each. A command whose answer is a stage holds up its own feed only. Commands that a
 * command injects form a {@link Batch}: while there is one, nothing else runs but what belongs to it.
 */
@Component(service = {MainLoop.class, Feeds.class, Events.class})
public final class MainLoop implements Feeds, Events {
    private static final Logger LOG = LoggerFactory.getLogger(MainLoop.class);

    /** Runs a command; what the loop does not know about phases and schemas. */
    @FunctionalInterface
    interface Executor {
        /**
         * Runs a command and whatever step of the phases goes with it.
         *
         * @return its answer, or a CompletionStage of it
         */
        @Nullable
        Object execute(Request request, LoopCall call);
    }

    /** Finds what is wrong with commands without running them. */
    @FunctionalInterface
    interface Checker {
        List<CommandException> check(Composite.Parts parts);
    }

    private final Tasks tasks = new Tasks();
    private final EventLimits limits = new EventLimits(System::nanoTime, this::at, this::tell);
    private final Thread thread = new Thread(this::run, "main-loop");
    private final List<LoopFeed> feeds = new CopyOnWriteArrayList<>();
    private final Deque<Batch> waitingBatches = new ArrayDeque<>();
    private @Nullable Batch batch;
    private int turn;
    private volatile boolean closed;
    private volatile Executor executor = (request, call) -> {
        throw CommandException.failed("The command '%s' cannot run yet".formatted(request.command()));
    };
    private volatile Checker checker = Composite.Parts::problems;

    /** Starts the loop. */
    @Activate
    public MainLoop() {
        thread.start();
    }

    @Deactivate
    void stop() {
        closed = true;
        post(() -> {});
    }

    /** Says who runs commands. */
    void executor(Executor executor) {
        this.executor = executor;
    }

    /** Says who checks commands. */
    void checker(Checker checker) {
        this.checker = checker;
    }

    /** Has something done on the loop, after what was posted before; from any thread. */
    public void post(Runnable task) {
        tasks.post(task);
    }

    /** Whether the caller is the loop itself. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Has something done on the loop at a time of {@link System#nanoTime}.
     *
     * @return cancels it
     */
    public Runnable at(long deadline, Runnable action) {
        var alarm = tasks.at(deadline, action);
        return () -> tasks.cancel(alarm);
    }

    /** Has something computed on the loop and waits for it; at once when the caller is the loop. */
    public <T> T call(Supplier<T> task) {
        if (isCurrent()) {
            return task.get();
        }
        try {
            return CompletableFuture.supplyAsync(task, this::post).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandException refused) {
                throw refused;
            }
            throw e;
        }
    }

    @Override
    public Feed open(String origin, Consumer<Event> events) {
        var feed = new LoopFeed(origin, events);
        feeds.add(feed);
        return feed;
    }

    @Override
    public void emit(Record event) {
        var name = event.getClass().getAnnotation(EventName.class);
        if (name == null) {
            throw new IllegalArgumentException(event.getClass() + " has no EventName");
        }
        limits.emit(
                new Event(name.value(), Trees.ofRecord(event), Instant.now()),
                event.getClass().getAnnotation(OncePerSecond.class));
    }

    private void tell(Event told) {
        LOG.debug("event {} {}", told.name(), told.data());
        for (var feed : feeds) {
            try {
                feed.events.accept(told);
            } catch (RuntimeException e) {
                LOG.error("{} could not take event {}", feed.origin, told.name(), e);
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                boolean worked = runOneCommand();
                runTasks(!worked);
            } catch (InterruptedException e) {
                LOG.info("main loop interrupted");
                return;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                LOG.error("a task of the main loop failed", e);
            }
        }
    }

    /**
     * Runs what was there at the beginning: commands are posted too, and must be in the queues of their feeds for these to
     * take turns.
     *
     * @param wait whether to wait for something
     */
    private void runTasks(boolean wait) throws InterruptedException {
        int left = tasks.posted();
        for (var task = tasks.next(wait); task != null; task = --left > 0 ? tasks.next(false) : null) {
            task.run();
        }
    }

    private boolean runOneCommand() {
        if (batch == null && !waitingBatches.isEmpty()) {
            batch = waitingBatches.remove();
        }
        return batch != null ? batch.runNext() : runNextFeed();
    }

    private boolean runNextFeed() {
        var open = feeds.toArray(LoopFeed[]::new); // a session may close its feed meanwhile
        for (int i = 0; i < open.length; i++) {
            turn = (turn + 1) % open.length;
            if (open[turn].runNext()) {
                return true;
            }
        }
        return false;
    }

    /** Runs a command to its end, which may come later, and tells its outcome on the loop. */
    private void execute(Request request, LoopCall call, Outcome outcome) {
        CompletionStage<?> stage;
        try {
            var result = executor.execute(request, call);
            stage = result instanceof CompletionStage<?> later ? later : CompletableFuture.completedStage(result);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            stage = CompletableFuture.failedStage(e);
        }
        stage.whenComplete((result, failure) -> {
            if (isCurrent()) {
                finish(request, call, outcome, result, failure);
            } else {
                post(() -> finish(request, call, outcome, result, failure));
            }
        });
    }

    private static void finish(
            Request request, LoopCall call, Outcome outcome, @Nullable Object result, @Nullable Throwable failure) {
        if (failure == null) {
            outcome.succeeded(Trees.of(result));
        } else {
            call.takeBack();
            outcome.failed(explain(request, failure));
        }
    }

    private static CommandException explain(Request request, Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return explain(request, failure.getCause());
        }
        if (failure instanceof CommandException refused) {
            if (refused.getCause() != null) {
                LOG.info("{} failed: {}", request.command(), refused.message(), refused.getCause());
            }
            return refused.at(request.place());
        }
        LOG.error("internal error in command {}", request.command(), failure);
        return CommandException.failed("Internal error in command '%s': %s".formatted(request.command(), failure))
                .at(request.place());
    }

    /** What becomes of a command. */
    private interface Outcome {
        void succeeded(@Nullable Object result);

        void failed(CommandException failure);
    }

    /** One sender's queue. */
    private final class LoopFeed implements Feed {
        private record Waiting(Request request, CompletableFuture<Object> answer) {}

        private final String origin;
        private final Consumer<Event> events;
        private final Deque<Waiting> queue = new ArrayDeque<>();
        private boolean busy;

        private LoopFeed(String origin, Consumer<Event> events) {
            this.origin = origin;
            this.events = events;
        }

        @Override
        public CompletionStage<Object> submit(Request request) {
            var answer = new CompletableFuture<Object>();
            post(() -> queue.add(new Waiting(request, answer)));
            return answer;
        }

        @Override
        public void close() {
            feeds.remove(this);
        }

        private boolean runNext() {
            var next = busy ? null : queue.poll();
            if (next == null) {
                return false;
            }
            LOG.debug("{}: {}", origin, next.request.command());
            busy = true;
            execute(next.request, new LoopCall(origin, next.request.place(), null), new Outcome() {
                @Override
                public void succeeded(@Nullable Object result) {
                    busy = false;
                    next.answer.complete(Objects.requireNonNullElse(result, Map.of()));
                }

                @Override
                public void failed(CommandException failure) {
                    busy = false;
                    next.answer.completeExceptionally(failure);
                }
            });
            return true;
        }
    }

    /** One execution of a command, and how to take it back. */
    final class LoopCall implements Call {
        private final String origin;
        private final Place place;
        private final @Nullable Batch within;
        private final Deque<Runnable> inverses = new ArrayDeque<>();

        private LoopCall(String origin, Place place, @Nullable Batch within) {
            this.origin = origin;
            this.place = place;
            this.within = within;
        }

        @Override
        public String origin() {
            return origin;
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public void undo(Runnable inverse) {
            inverses.push(inverse);
        }

        @Override
        public List<CommandException> check(Composite.Parts parts) {
            return checker.check(parts);
        }

        @Override
        public CompletionStage<Void> inject(List<Request> requests) {
            return begin(requests).thenAccept(_ -> {});
        }

        @Override
        public CompletionStage<Object> run(Request request) {
            return begin(List.of(request));
        }

        private CompletableFuture<Object> begin(List<Request> requests) {
            var injected = new Batch(this, List.copyOf(requests));
            post(() -> start(injected));
            return injected.done;
        }

        /** Undoes what the command has done so far. */
        void takeBack() {
            while (!inverses.isEmpty()) {
                try {
                    inverses.pop().run();
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("a command could not be taken back", e);
                }
            }
        }

        /** Makes another call's inverses part of this one. */
        private void inherit(LoopCall done) {
            while (!done.inverses.isEmpty()) {
                inverses.push(done.inverses.removeLast());
            }
        }
    }

    private void start(Batch injected) {
        if (batch == injected.parent()) {
            batch = injected;
        } else {
            waitingBatches.add(injected);
        }
    }

    /** Commands that run in another command's place, all or none. */
    private final class Batch {
        private final LoopCall injector;
        private final List<Request> requests;
        /** Completed with the last command's answer. */
        private final CompletableFuture<Object> done = new CompletableFuture<>();

        private Object answer = Map.of();
        private int next;
        private boolean busy;

        private Batch(LoopCall injector, List<Request> requests) {
            this.injector = injector;
            this.requests = requests;
        }

        private @Nullable Batch parent() {
            return injector.within;
        }

        private boolean runNext() {
            if (busy) {
                return false;
            }
            if (next == requests.size()) {
                end();
                done.complete(answer);
                return true;
            }
            var request = requests.get(next++);
            var call = new LoopCall(injector.origin, request.place(), this);
            LOG.debug("{}: {}", injector.origin, request.command());
            busy = true;
            execute(request, call, new Outcome() {
                @Override
                public void succeeded(@Nullable Object result) {
                    busy = false;
                    answer = Objects.requireNonNullElse(result, Map.of());
                    injector.inherit(call);
                }

                @Override
                public void failed(CommandException failure) {
                    end();
                    done.completeExceptionally(failure);
                }
            });
            return true;
        }

        private void end() {
            batch = parent();
        }
    }

    /** The open feeds' origins; for inspection. */
    List<String> origins() {
        return new ArrayList<>(feeds).stream().map(feed -> feed.origin).toList();
    }
}

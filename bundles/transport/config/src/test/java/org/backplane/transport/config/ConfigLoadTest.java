package org.backplane.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.backplane.api.command.Call;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Composite.Parts;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoadTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void layDesk() {
        desk = new Desk(temporary);
    }

    /** A loop that finds errors as it is told, and runs config-load only. */
    private final class FakeCall implements Call {
        private final Place place;
        private final List<Request> injected;
        private final List<CommandException> errors = new ArrayList<>();

        FakeCall(Place place, List<Request> injected) {
            this.place = place;
            this.injected = injected;
        }

        @Override
        public String origin() {
            return "test";
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public void undo(Runnable inverse) {}

        @Override
        public List<CommandException> check(Parts parts) {
            return Stream.concat(parts.problems().stream(), errors.stream()).toList();
        }

        @Override
        public CompletionStage<Void> inject(List<Request> requests) {
            CompletionStage<Void> done = CompletableFuture.completedStage(null);
            for (var request : requests) {
                injected.add(request);
                if (request.command().equals("config-load")) {
                    var within = new FakeCall(request.place(), injected);
                    done = done.thenCompose(
                                    _ -> load(String.valueOf(request.arguments().get("file")), within))
                            .exceptionallyCompose(failure -> CompletableFuture.failedStage(placed(failure, request)));
                }
            }
            return done;
        }

        @Override
        public CompletionStage<Object> run(Request request) {
            throw new UnsupportedOperationException();
        }

        private static Throwable placed(Throwable failure, Request request) {
            var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            return cause instanceof CommandException refused ? refused.at(request.place()) : failure;
        }
    }

    private CompletionStage<Void> load(String file, Call call) {
        try {
            return new ConfigLoad(desk.files())
                    .run(new ConfigLoad.Arguments(file, Map.of()), call)
                    .thenApply(_ -> null);
        } catch (CommandException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private String refusal(String file, Call call) {
        var failure = assertThrows(
                CompletionException.class,
                () -> load(file, call).toCompletableFuture().join());
        if (failure.getCause() instanceof CommandException refused) {
            return desk.shortened(refused.at(call.place()).message());
        }
        throw failure;
    }

    @Test
    void theCommandsOfAFileAreInjected() {
        var call = new FakeCall(Place.NONE, new ArrayList<>());
        load(desk.file("a.yaml", "run: [1, 2]\n"), call).toCompletableFuture().join();
        assertEquals(
                List.of(Map.of("value", 1L), Map.of("value", 2L)),
                call.injected.stream().map(Request::arguments).toList());
    }

    @Test
    void whatTheLoopFindsWrongIsShownBeforeAnythingRuns() {
        var call = new FakeCall(Place.NONE, new ArrayList<>());
        call.errors.add(new CommandException(Kind.FAILED, "a.yaml:1:1: one"));
        call.errors.add(new CommandException(Kind.WRONG_PHASE, "a.yaml:2:1: two"));
        assertEquals("a.yaml:1:1: one\na.yaml:2:1: two", refusal(desk.file("a.yaml", "run: [1, 2]\n"), call));
        assertTrue(call.injected.isEmpty());
    }

    @Test
    void whatIsWrongWithTheFileIsShownWithIt() {
        var call = new FakeCall(Place.NONE, new ArrayList<>());
        call.errors.add(new CommandException(Kind.FAILED, "a.yaml:2:1: one"));
        assertEquals(
                "a.yaml:1:1: there is no command or section 'rum'; did you mean 'run'?\nrum: 1\n^\na.yaml:2:1: one",
                refusal(desk.file("a.yaml", "rum: 1\n"), call));
    }

    @Test
    void aFileThatIsNotThereIsTheCallersMistake() {
        var call = new FakeCall(Desk.WORD, new ArrayList<>());
        assertEquals("the line: Could not open 'none.yaml': No such file or directory", refusal("none.yaml", call));
    }

    @Test
    void aFileFindsOthersBesideIt() {
        desk.file("inner.yaml", "run: inner\n");
        var call = new FakeCall(Place.NONE, new ArrayList<>());
        load(desk.file("a.yaml", "config-load: {file: inner.yaml}\n"), call)
                .toCompletableFuture()
                .join();
        assertEquals(Map.of("value", "inner"), call.injected.getLast().arguments());
    }

    @Test
    void anErrorOfANestedFileIsShownWhereItIs() {
        desk.file("inner.yaml", "rum: inner\n");
        var call = new FakeCall(Desk.WORD, new ArrayList<>());
        assertEquals(
                "inner.yaml:1:1: there is no command or section 'rum'; did you mean 'run'?\nrum: inner\n^",
                refusal(desk.file("a.yaml", "config-load: {file: inner.yaml}\n"), call));
        assertEquals("""
                a.yaml:1:21: Could not open 'innner.yaml': No such file or directory
                config-load: {file: innner.yaml}
                                    ^""", refusal(desk.file("a.yaml", "config-load: {file: innner.yaml}\n"), call));
    }

    @Test
    void aFileThatLoadsItselfIsStopped() {
        var file = desk.file("a.yaml", "config-load: {file: a.yaml}\n");
        assertEquals(
                "a.yaml:1:21: files load each other more than 8 deep; does one load itself?",
                refusal(file, new FakeCall(Desk.WORD, new ArrayList<>()))
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }
}

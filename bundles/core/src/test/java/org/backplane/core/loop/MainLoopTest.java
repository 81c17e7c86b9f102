package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.backplane.api.command.Command.Done;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Request;
import org.backplane.api.event.EventName;
import org.backplane.api.event.OncePerSecond;
import org.backplane.core.loop.MainLoop.LoopCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainLoopTest {
    @EventName("ALARM")
    @OncePerSecond
    private record Alarm() {}

    @EventName("HELLO")
    record Hello(String who) {}

    final MainLoop loop = new MainLoop();
    final List<String> log = new ArrayList<>();
    final Map<String, Function<LoopCall, Object>> commands = new HashMap<>();
    final Feed feed = loop.open("test", _ -> {});

    MainLoopTest() {
        loop.executor((request, call) -> {
            log.add(request.command());
            return commands.getOrDefault(request.command(), _ -> Done.DONE).apply(call);
        });
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    static Request request(String command) {
        return Request.of(command, Map.of());
    }

    CompletableFuture<Object> submit(String command) {
        return submit(feed, command);
    }

    static CompletableFuture<Object> submit(Feed feed, String command) {
        return feed.submit(request(command)).toCompletableFuture();
    }

    static CommandException failure(CompletableFuture<Object> answer) {
        var e = assertThrows(CompletionException.class, answer::join);
        return assertInstanceOf(CommandException.class, e.getCause());
    }

    void injecting(String name, String... injected) {
        commands.put(
                name,
                call -> call.inject(
                        List.of(injected).stream().map(MainLoopTest::request).toList()));
    }

    @Test
    void commandsOfAFeedRunInOrder() {
        submit("a");
        submit("b");
        submit("c").join();
        assertEquals(List.of("a", "b", "c"), log);
    }

    @Test
    void aSlowCommandHoldsUpItsOwnFeedOnly() {
        var slow = new CompletableFuture<Done>();
        commands.put("slow", _ -> slow);
        var first = submit("slow");
        var second = submit("after");
        submit(loop.open("other", _ -> {}), "other").join();
        assertFalse(first.isDone());
        assertFalse(second.isDone());
        slow.complete(Done.DONE);
        second.join();
        assertEquals(List.of("slow", "other", "after"), log);
    }

    @Test
    void whoHasSentManyCommandsIsNoLongerServedThanWhoHasSentOne() {
        var busy = new CompletableFuture<Void>();
        loop.post(busy::join);
        var many = Stream.generate(() -> submit("many")).limit(8).toArray(CompletableFuture<?>[]::new);
        var one = submit(loop.open("other", _ -> {}), "one");
        busy.complete(null);
        CompletableFuture.allOf(many).join();
        one.join();
        assertTrue(log.indexOf("one") < 2, log::toString);
    }

    @Test
    void injectedCommandsRunBeforeAnythingElse() throws InterruptedException {
        var started = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>();
        commands.put("load", call -> {
            started.countDown();
            return goOn.thenCompose(_ -> call.inject(List.of(request("x"), request("y"))));
        });
        var load = submit("load");
        started.await();
        loop.post(() -> goOn.complete(null));
        var other = submit(loop.open("other", _ -> {}), "other");
        submit("next").join();
        load.join();
        other.join();
        assertEquals(log.indexOf("x") + 1, log.indexOf("y"));
        assertEquals("next", log.getLast());
    }

    @Test
    void injectionNests() {
        injecting("outer", "a", "inner", "d");
        injecting("inner", "b", "c");
        submit("outer").join();
        assertEquals(List.of("outer", "a", "inner", "b", "c", "d"), log);
    }

    @Test
    void aFailureTakesBackAllThatWasInjectedLastFirst() {
        for (var name : List.of("a", "b", "c")) {
            commands.put(name, call -> {
                call.undo(() -> log.add("undo " + name));
                return Done.DONE;
            });
        }
        commands.put("broken", _ -> {
            throw CommandException.failed("broken indeed");
        });
        injecting("inner", "b", "c");
        injecting("outer", "a", "inner", "broken", "never");
        assertEquals("broken indeed", failure(submit("outer")).message());
        assertEquals(List.of("outer", "a", "inner", "b", "c", "broken", "undo c", "undo b", "undo a"), log);
    }

    @Test
    void whatFailsHalfwayIsTakenBackAlone() {
        commands.put("half", call -> {
            call.undo(() -> log.add("undo half"));
            throw CommandException.failed("no");
        });
        failure(submit("half"));
        assertEquals(List.of("half", "undo half"), log);
        submit("next").join();
    }

    @Test
    void anExceptionOfACommandIsAnErrorAndTheLoopLives() {
        commands.put("bug", _ -> {
            throw new IllegalStateException("a bug");
        });
        assertTrue(failure(submit("bug")).message().contains("a bug"));
        submit("next").join();
    }

    @Test
    void anErrorHasThePlaceOfItsCommandOnce() {
        commands.put("broken", _ -> {
            throw CommandException.failed("broken");
        });
        commands.put(
                "outer",
                call -> call.inject(
                        List.of(new Request("broken", Map.of(), Request.Form.TYPED, new Somewhere("inside")))));
        var answer = feed.submit(new Request("outer", Map.of(), Request.Form.TYPED, new Somewhere("outside")))
                .toCompletableFuture();
        assertEquals("inside: broken", failure(answer).message());
    }

    @Test
    void aCommandRunsOthersInItsPlaceAndSeesTheirAnswers() {
        commands.put("one", _ -> "1");
        commands.put("two", _ -> "2");
        commands.put(
                "sum",
                call -> call.run(request("one"))
                        .thenCompose(one -> call.run(request("two")).thenApply(two -> one + "+" + two)));
        var sum = submit("sum");
        submit("next").join();
        assertEquals("1+2", sum.join());
        assertEquals(List.of("sum", "one", "two", "next"), log);
    }

    @Test
    void aFailureOfWhatRanInsideIsItsCallersToJudge() {
        commands.put("broken", _ -> {
            throw CommandException.failed("broken indeed");
        });
        commands.put("brave", call -> call.run(request("broken")).exceptionally(Throwable::getMessage));
        assertEquals("broken indeed", submit("brave").join());
    }

    @Test
    void aCommandKnowsWhereItWasWritten() {
        commands.put("where", call -> call.place().explain(List.of(), "here"));
        var answer = feed.submit(new Request("where", Map.of(), Request.Form.TYPED, new Somewhere("inside")))
                .toCompletableFuture();
        assertEquals("inside: here", answer.join());
    }

    record Somewhere(String where) implements org.backplane.api.command.Place {
        @Override
        public String explain(List<String> path, String message) {
            return where + ": " + message;
        }
    }

    @Test
    void aClosedFeedIsNotServed() {
        feed.close();
        submit("lost");
        submit(loop.open("other", _ -> {}), "other").join();
        assertEquals(List.of("other"), log);
    }

    @Test
    void eventsReachEveryOpenFeed() {
        var heard = new ArrayList<String>();
        try (var listener = loop.open("listener", event -> heard.add(event.name() + event.data()))) {
            loop.emit(new Hello("you"));
        }
        loop.emit(new Hello("nobody"));
        assertEquals(List.of("HELLO{who=you}"), heard);
    }

    @Test
    void anEventThatComesTooOftenIsHeldBack() {
        var heard = new ArrayList<String>();
        try (var listener = loop.open("listener", event -> heard.add(event.name()))) {
            loop.emit(new Alarm());
            loop.emit(new Alarm());
        }
        assertEquals(List.of("ALARM"), heard);
    }

    @Test
    void alarmsGoOffInTheOrderOfTheirTimes() throws InterruptedException {
        var both = new CountDownLatch(2);
        var order = new ArrayList<String>();
        long now = System.nanoTime();
        loop.at(now + TimeUnit.MILLISECONDS.toNanos(30), () -> {
            order.add("late");
            both.countDown();
        });
        loop.at(now + TimeUnit.MILLISECONDS.toNanos(10), () -> {
            order.add("early");
            both.countDown();
        });
        loop.at(now + TimeUnit.MILLISECONDS.toNanos(20), () -> order.add("cancelled"))
                .run();
        both.await();
        assertEquals(List.of("early", "late"), order);
    }
}

package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Feed;
import org.backplane.api.command.Request;
import org.backplane.api.machine.Board;
import org.backplane.api.phase.Phase;
import org.backplane.core.FakeRegistry;
import org.backplane.core.journal.Journal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

class DispatcherTest {
    record Arguments(String name) {}

    final List<String> log = new ArrayList<>();

    @AllowedIn(Phase.NO_MACHINE)
    @AdvancesTo(value = Phase.MACHINE_CREATED, moment = AdvancesTo.Moment.AFTER)
    final class Make implements Command<Arguments, Command.Done> {
        @Override
        public Done run(Arguments arguments, Call call) {
            phases.board((Board) Proxy.newProxyInstance(
                    Board.class.getClassLoader(), new Class<?>[] {Board.class}, (_, _, _) -> null));
            log.add("make " + arguments.name());
            return Done.DONE;
        }
    }

    @AllowedIn({Phase.MACHINE_CREATED, Phase.MACHINE_INITIALIZED})
    @AdvancesTo(Phase.MACHINE_INITIALIZED)
    final class Use implements Command<Arguments, String> {
        @Override
        public String run(Arguments arguments, Call call) {
            log.add("use " + arguments.name() + " in " + phases.phase().wireName());
            if (arguments.name().equals("broken")) {
                throw CommandException.failed("it is broken");
            }
            return "used";
        }
    }

    final FakeRegistry registry = new FakeRegistry();
    final MainLoop loop = new MainLoop();
    final Phases phases = new Phases(_ -> List.of(), loop);
    final CommandRegistry commands = new CommandRegistry(registry.context(), registry.repository());
    final Feed feed = loop.open("test", _ -> {});

    @SuppressWarnings("unchecked")
    DispatcherTest() {
        commands.addCommand((ServiceReference<Command<?, ?>>)
                registry.register(Command.class, "backplane.command.name", "make", new Make()));
        commands.addCommand((ServiceReference<Command<?, ?>>)
                registry.register(Command.class, "backplane.command.name", "use", new Use()));
        new Dispatcher(loop, registry.repository(), commands, phases, registry.catalog(), new Journal());
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    Object run(String command, Map<String, Object> arguments) {
        return feed.submit(Request.of(command, arguments)).toCompletableFuture().join();
    }

    CommandException refused(String command, Map<String, Object> arguments) {
        var e = assertThrows(CompletionException.class, () -> run(command, arguments));
        return assertInstanceOf(CommandException.class, e.getCause());
    }

    @Test
    void aCommandAdvancesTheMachineToWhereItIsLegal() {
        run("make", Map.of("name", "m"));
        assertEquals(Phase.MACHINE_CREATED, phases.phase());
        assertEquals("used", run("use", Map.of("name", "x")));
        assertEquals(Phase.MACHINE_INITIALIZED, phases.phase());
        assertEquals(List.of("make m", "use x in machine-initialized"), log);
    }

    @Test
    void aCommandThatFailsTakesItsStepBack() {
        run("make", Map.of("name", "m"));
        assertEquals("it is broken", refused("use", Map.of("name", "broken")).message());
        assertEquals(Phase.MACHINE_CREATED, phases.phase());
    }

    @Test
    void anUnknownCommandIsRefused() {
        var error = refused("nope", Map.of());
        assertEquals("The command nope has not been found", error.message());
        assertEquals(CommandException.Kind.COMMAND_NOT_FOUND, error.kind());
    }

    @Test
    void tooEarlyIsRefusedInQemusWordsWithThePhasesThatWouldDo() {
        assertEquals(
                "The command 'use' is permitted only after machine initialization has completed;"
                        + " allowed in machine-created, machine-initialized",
                refused("use", Map.of("name", "x")).message());
    }

    @Test
    void tooLateIsRefusedInQemusWords() {
        run("make", Map.of("name", "m"));
        assertEquals(
                "The command is permitted only before machine initialization; allowed in no-machine",
                refused("make", Map.of("name", "n")).message());
    }

    @Test
    void thePhaseIsCheckedBeforeTheArguments() {
        assertEquals(CommandException.Kind.WRONG_PHASE, refused("use", Map.of()).kind());
    }

    @Test
    void aBadArgumentHasNoSideEffect() {
        run("make", Map.of("name", "m"));
        assertEquals("Parameter 'name' is missing", refused("use", Map.of()).message());
        assertEquals(Phase.MACHINE_CREATED, phases.phase());
    }
}

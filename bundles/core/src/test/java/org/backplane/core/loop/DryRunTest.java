package org.backplane.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.NamedBy;
import org.backplane.api.RefersTo;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.AdvancesTo;
import org.backplane.api.command.AllowedIn;
import org.backplane.api.command.Call;
import org.backplane.api.command.Checked;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Unmakes;
import org.backplane.api.phase.Phase;
import org.backplane.core.FakeRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

/** What is wrong with a feed of commands about houses and lamps, of which none runs. */
class DryRunTest {
    private interface Never<A extends Record> extends Command<A, Command.Done> {
        @Override
        default Command.Done run(A arguments, Call call) {
            throw new AssertionError("it is only checked");
        }
    }

    record Plan(
            @RefersTo(value = "lamp", from = "machine-initialized")
            Optional<String> door,

            Optional<Long> rooms) {}

    @Makes("house")
    @AllowedIn(Phase.NO_MACHINE)
    @AdvancesTo(value = Phase.MACHINE_CREATED, moment = AdvancesTo.Moment.AFTER)
    private static final class Build implements Never<Plan>, Command<Plan, Command.Done> {}

    @Unmakes("house")
    @AllowedIn({Phase.MACHINE_CREATED, Phase.MACHINE_INITIALIZED})
    @AdvancesTo(value = Phase.NO_MACHINE, moment = AdvancesTo.Moment.BY_ITSELF)
    private static final class TearDown implements Never<Command.None>, Command<Command.None, Command.Done> {}

    @AllowedIn({Phase.MACHINE_CREATED, Phase.MACHINE_INITIALIZED})
    @AdvancesTo(Phase.MACHINE_INITIALIZED)
    private static final class MoveIn implements Never<Command.None>, Command<Command.None, Command.Done> {}

    record Lamp(String id) {}

    @Makes(value = "lamp", by = "id")
    private static final class Hang implements Never<Lamp>, Command<Lamp, Command.Done>, Checked<Lamp> {
        @Override
        public void check(Lamp lamp) {
            if (lamp.id.startsWith("broken")) {
                CommandException.checkAll(
                        () -> refuse("id", "its glass is broken"), () -> refuse("id", "its wire is"), () -> {});
            }
        }

        private static void refuse(String argument, String why) {
            throw CommandException.badArgument(argument, why);
        }
    }

    @Unmakes(value = "lamp", by = "id")
    private static final class TakeDown implements Never<Lamp>, Command<Lamp, Command.Done> {}

    record Painting(
            String style,

            @Rest @VariantsOf(value = Style.class, tag = "style")
            Map<String, Object> more) {}

    @Makes(value = "painting", by = "style", within = "house")
    private static final class Paint implements Never<Painting>, Command<Painting, Command.Done> {}

    record Light(@RefersTo("lamp") String by) {}

    @NamedBy(value = "style.name", noun = "style")
    private interface Style<P extends Record> {}

    private static final class Dark implements Style<Light> {}

    record Switching(
            @RefersTo(value = "lamp", orTypeOf = Style.class)
            String lamp) {}

    private static final class SwitchOn implements Never<Switching>, Command<Switching, Command.Done> {}

    record Recipe(String name) {}

    private static final class Follow implements Never<Recipe>, Command<Recipe, Command.Done>, Composite<Recipe> {
        @Override
        public Parts parts(Recipe recipe, Place place) {
            return switch (recipe.name) {
                case "lamps" -> new Parts(List.of(hang("a"), hang("b")), List.of());
                case "circle" -> new Parts(List.of(Request.of("follow", Map.of("name", "circle"))), List.of());
                case "torn" -> new Parts(List.of(hang("a")), List.of(CommandException.failed("a leaf is missing")));
                default -> throw CommandException.badArgument("name", "there is no such recipe");
            };
        }
    }

    private record Shelf(Set<String> names) implements Keeper {
        @Override
        public String kind() {
            return "lamp";
        }

        @Override
        public String missing(String name) {
            return "no lamp " + name;
        }

        @Override
        public String taken(String name) {
            return "two lamps " + name;
        }
    }

    private final FakeRegistry registry = new FakeRegistry();
    private final MainLoop loop = new MainLoop();
    private final Phases phases = new Phases(_ -> List.of(), loop);
    private final CommandRegistry commands = new CommandRegistry(registry.context(), registry.repository());
    private final Set<String> lamps = new LinkedHashSet<>();
    private final Rehearsing rehearsing = new Rehearsing(loop, commands, phases, registry.catalog());

    DryRunTest() {
        register("build", new Build());
        register("tear-down", new TearDown());
        register("move-in", new MoveIn());
        register("hang", new Hang());
        register("take-down", new TakeDown());
        register("paint", new Paint());
        register("switch-on", new SwitchOn());
        register("follow", new Follow());
        registry.register(Style.class, "style.name", "dark", new Dark());
        rehearsing.addKeeper(new Shelf(lamps));
    }

    @SuppressWarnings("unchecked")
    private void register(String name, Command<?, ?> command) {
        commands.addCommand((ServiceReference<Command<?, ?>>)
                registry.register(Command.class, "backplane.command.name", name, command));
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    private static Request hang(String id) {
        return Request.of("hang", Map.of("id", id));
    }

    private static Request request(String command) {
        return Request.of(command, Map.of());
    }

    private List<String> errors(Request... requests) {
        var rehearsal = rehearsing.begin();
        List.of(requests).forEach(rehearsal::add);
        return rehearsal.errors().stream().map(CommandException::message).toList();
    }

    @Test
    void phasesAreThoseThatTheCommandsBeforeHaveLedTo() {
        var rehearsal = rehearsing.begin();
        List.of(request("build"), request("move-in")).forEach(rehearsal::add);
        assertEquals(List.of(), rehearsal.errors());
        assertEquals(Phase.MACHINE_INITIALIZED, rehearsal.phase());
        rehearsal.add(request("tear-down"));
        assertEquals(Phase.NO_MACHINE, rehearsal.phase());
        rehearsal.add(request("build"));
        assertEquals(List.of(), rehearsal.errors());
        rehearsal.add(request("build"));
        assertEquals(
                List.of("The command is permitted only before machine initialization; allowed in no-machine"),
                rehearsal.errors().stream().map(CommandException::message).toList());
        assertEquals(Phase.NO_MACHINE, phases.phase());
    }

    @Test
    void allErrorsOfACommandAreFound() {
        assertEquals(
                List.of(
                        "Invalid parameter type for 'door', expected: string",
                        "Invalid parameter type for 'rooms', expected: integer",
                        "Parameter 'roof' is unexpected; expected: door, rooms"),
                errors(Request.of("build", Map.of("door", 1L, "rooms", "two", "roof", "red"))));
    }

    @Test
    void aCommandThatDoesNotFitLeadsWhereItWasMeantTo() {
        assertEquals(
                List.of("Invalid parameter type for 'rooms', expected: integer"),
                errors(Request.of("build", Map.of("rooms", "two")), request("move-in")));
    }

    @Test
    void namesAreThoseOfWhatIsThereAndOfWhatTheCommandsBeforeHaveMade() {
        lamps.add("old");
        assertEquals(
                List.of("no lamp new", "two lamps old", "no lamp old"),
                errors(
                        Request.of("switch-on", Map.of("lamp", "old")),
                        Request.of("switch-on", Map.of("lamp", "new")),
                        hang("new"),
                        Request.of("switch-on", Map.of("lamp", "new")),
                        hang("old"),
                        Request.of("take-down", Map.of("id", "old")),
                        Request.of("take-down", Map.of("id", "old"))));
    }

    @Test
    void namesInTheBranchesOfOpenUnionsAreChecked() {
        assertEquals(
                List.of("no lamp a"),
                errors(Request.of("paint", Map.of("style", "dark", "by", "a")), request("build")));
    }

    @Test
    void aTypeWillDoWhereItSaysSo() {
        assertEquals(
                List.of(),
                errors(Request.of("switch-on", Map.of("lamp", "dark")), Request.of("take-down", Map.of("id", "dark"))));
    }

    @Test
    void whatIsNeededLaterMayComeLater() {
        var door = Request.of("build", Map.of("door", "a"));
        assertEquals(List.of(), errors(door));
        assertEquals(List.of(), errors(door, hang("a"), request("move-in")));
        assertEquals(List.of("no lamp a"), errors(door, request("move-in"), hang("a")));
        assertEquals(List.of(), errors(door, request("tear-down")));
    }

    @Test
    void whatIsPartOfSomethingGoesWithIt() {
        var painting = Request.of("paint", Map.of("style", "dark", "by", "a"));
        assertEquals(
                List.of("There is a painting 'dark' already"),
                errors(hang("a"), request("build"), painting, painting, request("tear-down"), painting));
    }

    @Test
    void aCommandThatStandsForOthersIsTakenApart() {
        var rehearsal = rehearsing.begin();
        rehearsal.add(Request.of("follow", Map.of("name", "lamps")));
        rehearsal.add(Request.of("switch-on", Map.of("lamp", "b")));
        assertEquals(List.of(), rehearsal.errors());
        assertEquals(
                List.of("hang", "hang", "switch-on"),
                rehearsal.commands().stream().map(Request::command).toList());
    }

    @Test
    void aCommandIsAskedWhatItKnowsItself() {
        assertEquals(
                List.of("its glass is broken", "its wire is", "Invalid parameter type for 'id', expected: string"),
                errors(
                        Request.of("hang", Map.of("id", "broken")),
                        Request.of("hang", Map.of("id", 7L)),
                        Request.of("hang", Map.of("id", "whole"))));
    }

    @Test
    void whatRunsRightAfterIsNotAsked() {
        var parts = new Composite.Parts(List.of(Request.of("hang", Map.of("id", "broken"))), List.of());
        loop.executor((_, call) -> call.check(parts));
        assertEquals(
                List.of(),
                loop.open("test", _ -> {})
                        .submit(request("check"))
                        .toCompletableFuture()
                        .join());
    }

    @Test
    void aCommandThatStandsForItselfIsStopped() {
        assertEquals(
                List.of("commands stand for others more than 16 deep; does a file load itself?"),
                errors(Request.of("follow", Map.of("name", "circle"))));
    }

    @Test
    void nothingIsSaidOfNamesAndPhasesAfterSomethingUnknown() {
        var after = List.of(
                Request.of("switch-on", Map.of("lamp", "b")), request("move-in"), Request.of("hang", Map.of("id", 1L)));
        for (var unknown : List.of(
                request("nope"),
                Request.of("follow", Map.of("name", "torn")),
                Request.of("follow", Map.of("name", "none")))) {
            var rehearsal = rehearsing.begin();
            rehearsal.add(unknown);
            after.forEach(rehearsal::add);
            assertEquals(2, rehearsal.errors().size(), () -> rehearsal.errors().toString());
            assertEquals(
                    "Invalid parameter type for 'id', expected: string",
                    rehearsal.errors().getLast().message());
        }
    }

    @Test
    void theLoopChecksWhatACommandStandsForInTheSameWay() {
        loop.executor((_, call) -> call.check(new Composite.Parts(List.of(request("nope")), List.of())).stream()
                .map(CommandException::message)
                .toList());
        assertEquals(
                List.of("The command nope has not been found"),
                loop.open("test", _ -> {})
                        .submit(request("check"))
                        .toCompletableFuture()
                        .join());
    }

    @Test
    void anErrorKnowsItsPlace() {
        Place place = new Place() {
            @Override
            public String explain(List<String> path, String message) {
                return path + " " + message;
            }
        };
        assertEquals(
                List.of("[by] no lamp a"),
                errors(new Request("paint", Map.of("style", "dark", "by", "a"), Request.Form.WORDS, place)));
        assertEquals(Kind.COMMAND_NOT_FOUND, only(request("nope")).kind());
    }

    private CommandException only(Request request) {
        var rehearsal = rehearsing.begin();
        rehearsal.add(request);
        return rehearsal.errors().getFirst();
    }
}

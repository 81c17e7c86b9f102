package org.backplane.transport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;
import org.backplane.api.command.Role;
import org.backplane.api.command.Transcripts.Language;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Schema;
import org.backplane.transport.cli.ArgvParser.CommandLine;
import org.backplane.transport.cli.ArgvParser.Help;
import org.backplane.transport.cli.ArgvParser.Purpose;
import org.junit.jupiter.api.Test;

class ArgvParserTest {
    static CommandInfo command(String name, List<String> options, String... members) {
        return new CommandInfo(
                name,
                "Does something.",
                new Schema.Struct(
                        name,
                        List.of(members).stream()
                                .map(member ->
                                        new Schema.Member(member, Schema.Scalar.STR, true, false, Optional.empty(), ""))
                                .toList()),
                Schema.Scalar.ANY,
                EnumSet.allOf(Phase.class),
                Optional.empty(),
                Role.OPERATOR,
                options);
    }

    static final List<CommandInfo> ALL = List.of(
            command("device_add", List.of("device"), "driver", "id"),
            command("machine-create", List.of("machine", "M"), "type", "cpus"),
            command("freeze", List.of("freeze")));

    static final Commands COMMANDS = new Commands() {
        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(ALL.stream().map(CommandInfo::name).toList());
        }

        @Override
        public Optional<CommandInfo> command(String name) {
            return ALL.stream().filter(command -> command.name().equals(name)).findAny();
        }

        @Override
        public Optional<CommandInfo> option(String option) {
            return ALL.stream()
                    .filter(command -> command.options().contains(option))
                    .findAny();
        }

        @Override
        public List<CommandInfo> options() {
            return ALL;
        }
    };

    static CommandLine parse(String... argv) {
        return ArgvParser.parse(List.of(argv), COMMANDS);
    }

    static String refused(String... argv) {
        return parse(argv).problems().getFirst().message();
    }

    @Test
    void optionsAreCommandsFromLeftToRight() {
        var line = parse("-M", "virt,cpus=2", "--device", "uart,id=a", "-freeze");
        assertEquals(
                List.of("machine-create", "device_add", "freeze"),
                line.commands().stream().map(Request::command).toList());
        assertEquals(
                Map.of("type", "virt", "cpus", "2"), line.commands().getFirst().arguments());
        assertEquals(Form.WORDS, line.commands().getFirst().form());
        assertEquals(ArgvParser.Ending.START, line.ending());
    }

    @Test
    void schemaIsASubcommandAndMayBeAFileToo() {
        assertEquals(Optional.of(new Help.ConfigSchema()), parse("schema").help());
        assertEquals(
                "./schema", parse("./schema").commands().getFirst().arguments().get("file"));
    }

    @Test
    void anArgumentMayBeJson() {
        var request = parse("-device", "{\"driver\": \"uart\", \"n\": [1, 18446744073709551615, true]}")
                .commands()
                .getFirst();
        assertEquals(Form.TYPED, request.form());
        assertEquals(
                "{driver=uart, n=[1, 18446744073709551615, true]}",
                request.arguments().toString());
    }

    @Test
    void brokenJsonIsAnErrorOfItsWord() {
        assertTrue(refused("-device", "{\"driver\": }").startsWith("-device {\"driver\": }: JSON parse error, column"));
    }

    @Test
    void aFileTakesTheAssignmentsThatFollowIt() {
        var line = parse("linux.yaml", "kernel=a=b.img", "-freeze");
        assertEquals("config-load", line.commands().getFirst().command());
        assertEquals(
                Map.of("file", "linux.yaml", "parameters", Map.of("kernel", "a=b.img")),
                line.commands().getFirst().arguments());
        assertEquals(2, line.commands().size());
    }

    @Test
    void aParameterIsGivenOnce() {
        assertEquals("a=2: this parameter is given twice", refused("linux.yaml", "a=1", "a=2"));
    }

    @Test
    void helpAfterAFileIsTheFilesOwn() {
        assertEquals(
                Optional.of(new Help.File("linux.yaml")),
                parse("linux.yaml", "--help").help());
        assertEquals(
                Optional.of(new Help.Options()), parse("-M", "virt", "--help").help());
    }

    @Test
    void anUnknownOptionIsAnErrorWithAGuess() {
        assertEquals("-devcie: there is no such option; did you mean -device?", refused("-devcie", "x"));
        assertEquals("--quux: there is no such option; backplane --help lists them", refused("--quux"));
    }

    @Test
    void anOptionWithoutItsArgumentSaysWhatItTakes() {
        assertEquals("-device: expected DRIVER[,NAME=VALUE...] after it", refused("-device"));
    }

    @Test
    void capitalSLeavesTheGuestStopped() {
        assertEquals(ArgvParser.Ending.STAND, parse("-S", "-M", "virt").ending());
        assertEquals(
                ArgvParser.Ending.STAY, parse("--preconfig", "-M", "virt", "-S").ending());
    }

    @Test
    void allThatIsWrongIsFound() {
        assertEquals(
                List.of(
                        "-devcie: there is no such option; did you mean -device?",
                        "uart=1: this parameter is given twice",
                        "--explain=html: expected one of config, qmp, cli"),
                parse("-devcie", "uart,id=a", "a.yaml", "uart=0", "uart=1", "--explain=html", "-freeze")
                        .problems()
                        .stream()
                        .map(CommandException::message)
                        .toList());
    }

    @Test
    void aLineMayBeCheckedOrExplainedInsteadOfRun() {
        assertEquals(new Purpose.Run(), parse("-freeze").purpose());
        assertEquals(new Purpose.DryRun(), parse("-freeze", "--dry-run").purpose());
        assertEquals(
                new Purpose.Explain(Language.CONFIG),
                parse("--explain", "-freeze").purpose());
        assertEquals(new Purpose.Explain(Language.QMP), parse("--explain=qmp").purpose());
    }

    @Test
    void anErrorOfACommandNamesItsWords() {
        var place = parse("-M", "virt,cpus=9").commands().getFirst().place();
        assertEquals("-M virt,cpus=9: too many", place.explain(List.of("cpus"), "too many"));
    }
}

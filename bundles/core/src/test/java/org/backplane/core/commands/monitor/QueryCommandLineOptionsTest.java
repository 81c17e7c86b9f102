package org.backplane.core.commands.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Role;
import org.backplane.api.schema.Schema;
import org.backplane.core.Bench;
import org.backplane.core.commands.monitor.QueryCommandLineOptions.CommandLineOptionInfo;
import org.backplane.core.commands.monitor.QueryCommandLineOptions.CommandLineParameterInfo;
import org.backplane.core.commands.monitor.QueryCommandLineOptions.CommandLineParameterType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryCommandLineOptionsTest {
    private static final CommandInfo OPTION = new CommandInfo(
            "light",
            "Switches the light.",
            new Schema.Struct(
                    "light",
                    List.of(
                            new Schema.Member(
                                    "on", Schema.Scalar.BOOL, true, false, Optional.of("off"), "Whether it shines"),
                            new Schema.Member("power", new Schema.Bounded(0, 9), false, false, Optional.empty(), ""),
                            new Schema.Member("rest", Schema.Scalar.ANY, true, true, Optional.empty(), ""))),
            new Schema.Struct("done", List.of()),
            Set.of(),
            Optional.empty(),
            Role.OPERATOR,
            List.of("light", "l"));

    private static final Commands COMMANDS = new Commands() {
        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(Set.of("light"));
        }

        @Override
        public Optional<CommandInfo> command(String name) {
            return Optional.of(OPTION);
        }

        @Override
        public Optional<CommandInfo> option(String option) {
            return Optional.of(OPTION);
        }

        @Override
        public List<CommandInfo> options() {
            return List.of(OPTION);
        }
    };

    final Bench bench = new Bench();
    final QueryCommandLineOptions query = new QueryCommandLineOptions(COMMANDS);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anOptionIsShownWithWhatItTakes() {
        var on = new CommandLineParameterInfo(
                "on", CommandLineParameterType.BOOLEAN, Optional.of("Whether it shines"), Optional.of("off"));
        var power = new CommandLineParameterInfo(
                "power", CommandLineParameterType.NUMBER, Optional.empty(), Optional.empty());
        assertEquals(
                List.of(new CommandLineOptionInfo("light", List.of(on, power))),
                bench.give(query, new QueryCommandLineOptions.Arguments(Optional.of("light"))));
    }

    @Test
    void anOptionThatIsNotThereIsRefused() {
        assertEquals(
                "invalid option name: dark",
                bench.refusal(query, new QueryCommandLineOptions.Arguments(Optional.of("dark"))));
    }
}

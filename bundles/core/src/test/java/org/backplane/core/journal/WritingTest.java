package org.backplane.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Inline;
import org.backplane.api.Secret;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.command.Transcripts.Language;
import org.backplane.core.FakeRegistry;
import org.backplane.core.loop.CommandRegistryOf;
import org.junit.jupiter.api.Test;

class WritingTest {
    record Arguments(Map<String, Object> a) {}

    record Inner(String type, @Default("{}") Map<String, Object> more) {}

    record Telling(
            String id,
            @Inline Inner what,
            Optional<Boolean> loud,
            @Default("") List<Long> numbers) {}

    private static final class Tell implements Command<Telling, Command.Done> {
        @Override
        public Done run(Telling arguments, Call call) {
            return Done.DONE;
        }
    }

    private static final class Make implements Command<Arguments, Command.Done> {
        @Override
        public Done run(Arguments arguments, Call call) {
            return Done.DONE;
        }
    }

    private static final class Stop implements Command<Command.None, Command.Done> {
        @Override
        public Done run(None arguments, Call call) {
            return Done.DONE;
        }
    }

    private final FakeRegistry registry = new FakeRegistry();
    private final Writing writing = new Writing(
            CommandRegistryOf.options(registry, Map.of("m", new Make(), "stop", new Stop(), "tell", new Tell())),
            registry.catalog());

    @Test
    void aMessageOfQmpIsJsonInAscii() {
        assertEquals(
                "{\"execute\": \"m\", \"arguments\": {\"a\": \"\\u00e9\\\"\\\\\\u000a\", \"b\": [1, true, null,"
                        + " 0.5]}}\n",
                text(Language.QMP, members("a", "\u00e9\"\\\n", "b", Arrays.asList(1L, true, null, 0.5))));
    }

    @Test
    void aConfigurationFileHasNothingThatTemplatesWouldRead() {
        assertEquals(
                "- m: {\"a\": \"\\u007b\\u007b x \\u007d\\u007d\\u007b% y\", \"b\": {}}\n",
                text(Language.CONFIG, members("a", "{{ x }}{% y", "b", Map.of())));
    }

    @Test
    void aWordOfACommandLineIsQuoted() {
        assertEquals(
                "backplane \\\n    -m 'it'\\''s $HOME' \\\n    -S\n",
                text(Language.CLI, members("a", "it's $HOME"), "-S"));
    }

    @Test
    void anOptionHasTheFormThatPeopleWrite() {
        assertEquals(
                "story,id=a,more.by=b,,c,loud=on,numbers.0=1,numbers.1=2",
                option(members(
                        "id",
                        "a",
                        "what",
                        members("type", "story", "more", members("by", "b,c")),
                        "loud",
                        true,
                        "numbers",
                        List.of(1L, 2L))));
        assertEquals("type=a=b,id=a", option(members("id", "a", "what", members("type", "a=b", "more", Map.of()))));
    }

    @Test
    void whatHasNoWordsIsJson() {
        for (var arguments : List.of(
                members("id", "a", "numbers", List.of()),
                members("id", "a", "what", members("type", "story", "more", members("n", 7L))),
                members("id", "a", "what", members("type", "story", "more", members("a.b", "c"))),
                members("id", "a", "what", members("type", "story", "more", members("0", "c"))),
                members("id", "a", "what", members("id", "b")))) {
            assertTrue(option(arguments).startsWith("'{\"id\": \"a\""), () -> option(arguments));
        }
    }

    private String option(Map<String, Object> arguments) {
        var text = writing.write(List.of(Request.of("tell", arguments)), Language.CLI, List.of());
        return text.replaceFirst("^backplane \\\\\\n +-tell ", "").strip();
    }

    @Test
    void anOptionOfACommandWithoutArgumentsStandsAlone() {
        assertEquals(
                "backplane \\\n    -stop\n",
                writing.write(List.of(Request.of("stop", Map.of())), Language.CLI, List.of()));
    }

    @Test
    void aCommandLineHasNoWordsForWhatIsNoOption() {
        assertEquals("The command line has no option for 'hide'; the other formats have", refused("hide", Map.of()));
    }

    @Test
    void aSecretIsNotWritten() {
        assertEquals(
                "m of 'x': 'key' is a secret, which is written nowhere; one in a file would do",
                refused("m", members("id", "x", "in", List.of(Map.of("key", new Secret("hush"))))));
    }

    private String refused(String command, Map<String, Object> arguments) {
        return assertThrows(
                        CommandException.class,
                        () -> writing.write(List.of(Request.of(command, arguments)), Language.CLI, List.of()))
                .message();
    }

    private String text(Language language, Map<String, Object> arguments, String... lastWords) {
        return writing.write(List.of(Request.of("m", arguments)), language, List.of(lastWords));
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        var members = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}

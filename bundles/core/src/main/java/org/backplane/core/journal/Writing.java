package org.backplane.core.journal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.backplane.api.Secret;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.command.Transcripts;
import org.backplane.api.schema.Records;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes commands down, so that they can be read again by the transport that reads that language. */
@Component(service = Transcripts.class)
public final class Writing implements Transcripts {
    private static final String CONTINUATION = " \\\n    ";

    /** What no shell sees anything in. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private final Commands commands;
    private final Records records;

    @Activate
    public Writing(@Reference Commands commands, @Reference Records records) {
        this.commands = commands;
        this.records = records;
    }

    @Override
    public String write(List<Request> requests, Language language, List<String> lastWords) {
        requests.forEach(request -> refuseSecrets(request, "", request.arguments()));
        return switch (language) {
            case CONFIG -> lines(requests, Writing::item);
            case QMP -> lines(requests, Writing::message);
            case CLI ->
                Stream.concat(
                                Stream.concat(
                                        Stream.of("backplane"),
                                        requests.stream().map(this::option)),
                                lastWords.stream())
                        .collect(Collectors.joining(CONTINUATION, "", "\n"));
        };
    }

    /** A secret is neither written nor silently left out. */
    private static void refuseSecrets(Request request, String name, @Nullable Object value) {
        switch (value) {
            case Secret _ ->
                throw CommandException.failed("%s%s: '%s' is a secret, which is written nowhere; one in a file would do"
                        .formatted(
                                request.command(),
                                request.arguments().get("id") instanceof String id ? " of '%s'".formatted(id) : "",
                                name));
            case Map<?, ?> map -> map.forEach((inner, member) -> refuseSecrets(request, (String) inner, member));
            case List<?> list -> list.forEach(item -> refuseSecrets(request, name, item));
            case null, default -> {}
        }
    }

    private static String lines(List<Request> requests, Function<Request, String> line) {
        return requests.stream().map(line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** JSON is YAML; but what opens a tag of templates must not be seen. */
    private static String item(Request request) {
        return "- %s: %s".formatted(request.command(), JsonText.withoutTags(request.arguments()));
    }

    private static String message(Request request) {
        return "{\"execute\": %s, \"arguments\": %s}"
                .formatted(JsonText.of(request.command()), JsonText.of(request.arguments()));
    }

    private String option(Request request) {
        var command = commands.command(request.command())
                .filter(info -> !info.options().isEmpty())
                .orElseThrow(
                        () -> CommandException.failed("The command line has no option for '%s'; the other formats have"
                                .formatted(request.command())));
        return "-" + command.options().getFirst() + argument(command, request);
    }

    private String argument(CommandInfo command, Request request) {
        return command.arguments().members().isEmpty()
                ? ""
                : " "
                        + quoted(OptionWords.of(command, request.arguments(), records)
                                .orElseGet(() -> JsonText.of(request.arguments())));
    }

    /** One word of a shell, whatever is in it. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

package org.backplane.launcher.qmp;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code backplane qmp}: one command, a script, or events as they come. */
public final class QmpCommand {
    /** The word that stands for it on the command line. */
    public static final String NAME = "qmp";

    private static final String USAGE = """
            usage: backplane qmp ADDRESS [COMMAND [NAME=VALUE... | JSON] | -]
              ADDRESS   unix:PATH, tcp:HOST:PORT or the path of a socket
              COMMAND   a command to run; what it returns is printed. NAME may lead inwards, as in
                        backend.type=null; VALUE is read as the server's schema has it
              -         runs the commands on standard input, one on a line, each as above or as a QMP message in
                        JSON, until one fails
            Without a command, events are printed as they come, a line each.
            The status is 0 if all went well, 1 if the server refused a command, and 2 otherwise.""";

    private static final String SCRIPT = "-";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private @Nullable Words schema;

    /** One that reads scripts from {@code in}, and prints results and complaints. */
    public QmpCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the words behind {@link #NAME} say.
     *
     * @return the status for the process to end with
     */
    public int run(List<String> words) {
        if (words.isEmpty() || List.of("-h", "--help", "-help").contains(words.getFirst())) {
            (words.isEmpty() ? err : out).println(USAGE);
            return words.isEmpty() ? QmpException.Status.UNUSABLE.code() : 0;
        }
        try (var connection = Connection.open(Address.parse(words.getFirst()))) {
            run(connection, words.subList(1, words.size()));
            return 0;
        } catch (QmpException e) {
            err.println("backplane qmp: " + e.getMessage());
            return e.status().code();
        } finally {
            out.flush();
        }
    }

    private void run(Connection connection, List<String> words) throws QmpException {
        if (words.isEmpty()) {
            connection.events(this::show);
        } else if (words.equals(List.of(SCRIPT))) {
            runScript(connection);
        } else {
            out.print(Json.shown(runCommand(connection, words)));
        }
    }

    private void show(JsonObject event) {
        out.println(event);
        out.flush();
    }

    private JsonValue runCommand(Connection connection, List<String> words) throws QmpException {
        var command = words.getFirst();
        var rest = words.subList(1, words.size());
        return connection.run(
                command,
                Words.areTyped(rest) ? Words.typed(rest) : schema(connection).arguments(command, rest));
    }

    /** The server's schema, asked for when the first word needs it. */
    private Words schema(Connection connection) throws QmpException {
        var known = schema;
        if (known == null) {
            known = new Words((JsonArray) connection.run("query-qmp-schema", JsonValue.EMPTY_JSON_OBJECT));
            schema = known;
        }
        return known;
    }

    private void runScript(Connection connection) throws QmpException {
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var script = new Script(lines);
            for (var entry = script.next(); entry.isPresent(); entry = script.next()) {
                run(connection, entry.get());
            }
        } catch (IOException e) {
            throw QmpException.unusable("cannot read the script: " + e.getMessage());
        }
    }

    private void run(Connection connection, Script.Entry entry) throws QmpException {
        try {
            var result =
                    entry.isMessage() ? connection.send(message(entry.text())) : runCommand(connection, entry.words());
            out.print(Json.shown(result));
        } catch (QmpException e) {
            throw new QmpException(e.status(), "line %d: %s".formatted(entry.line(), e.getMessage()));
        }
    }

    private static JsonObject message(String text) throws QmpException {
        try {
            return Json.parse(text).asJsonObject();
        } catch (JsonException e) {
            throw QmpException.unusable(String.valueOf(e.getMessage()));
        }
    }
}

package org.backplane.launcher.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The program, against a server that knows its part by heart. */
class QmpCommandTest {
    private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}";
    private static final String DONE = "{\"return\": {}}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutACommandEventsArePrintedUntilTheServerHangsUp() throws Exception {
        var events = "{\"event\": \"STOP\"}\n{\"event\": \"RESUME\"}";
        talk(List.of(GREETING, DONE + "\n" + events), 0);
        assertEquals("{\"event\":\"STOP\"}\n{\"event\":\"RESUME\"}\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void eventsBeforeAReplyAreNotTakenForIt() throws Exception {
        talk(List.of(GREETING, DONE, "{\"event\": \"STOP\"}\n{\"return\": \"answer\"}"), 0, "ask");
        assertEquals("answer\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aServerThatHangsUpBeforeItAnswersIsAnError() throws Exception {
        talk(List.of(GREETING, DONE), 2, "ask");
        assertTrue(err.toString(StandardCharsets.UTF_8).endsWith("the server hung up before it answered\n"));
    }

    @Test
    void whatIsNoQmpServerIsToldSo() throws Exception {
        talk(List.of("220 mail ready"), 2, "ask");
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("this is no QMP server; it says: 220 mail ready"));
    }

    @Test
    void aSchemaIsAskedForOnlyWhereItIsNeeded() throws Exception {
        var schema = """
                {"return": [{"name": "set", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
                 {"name": "0", "meta-type": "object", "members": [{"name": "up", "type": "bool"}]},
                 {"name": "bool", "meta-type": "builtin", "json-type": "boolean"}]}""".replace("\n", "");
        var script = "stop\nset up=on\nset up=off\n";
        var asked = talk(List.of(GREETING, DONE, DONE, schema, DONE, DONE), 0, script, "-");
        assertEquals(
                List.of(
                        "{\"execute\":\"qmp_capabilities\"}",
                        "{\"execute\":\"stop\"}",
                        "{\"execute\":\"query-qmp-schema\"}",
                        "{\"execute\":\"set\",\"arguments\":{\"up\":true}}",
                        "{\"execute\":\"set\",\"arguments\":{\"up\":false}}"),
                asked);
    }

    private void talk(List<String> says, int status) throws Exception {
        talk(says, status, "", new String[] {});
    }

    private void talk(List<String> says, int status, String command) throws Exception {
        talk(says, status, "", command);
    }

    /** Lets the program talk to a server that says its lines, each but the first after it heard one. */
    private List<String> talk(List<String> says, int status, String input, String... words) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var heard = CompletableFuture.supplyAsync(() -> serve(server, says));
            var all = new ArrayList<>(List.of("tcp::" + server.getLocalPort()));
            all.addAll(Arrays.asList(words));
            InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    status, new QmpCommand(in, new PrintStream(out), new PrintStream(err)).run(all), err::toString);
            return heard.join();
        }
    }

    private static List<String> serve(ServerSocket server, List<String> says) {
        var heard = new ArrayList<String>();
        try (var client = server.accept();
                var lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < says.size(); i++) {
                if (i > 0) {
                    heard.add(lines.readLine());
                }
                client.getOutputStream().write((says.get(i) + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return heard;
    }
}

package org.backplane.transport.shell;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.event.Event;
import org.backplane.api.schema.Records;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.ProtocolName;
import org.backplane.api.session.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The human monitor on a session. Lines are read as they come, until the client says that it is a terminal: by a line
 * {@code terminal TYPE COLUMNS ROWS}, or by a return key that a terminal in raw mode has sent. From then on its keys are
 * taken, and a {@link Console} edits lines.
 */
@Component(service = Protocol.class)
@ProtocolName(MonitorProtocol.NAME)
public final class MonitorProtocol implements Protocol {
    static final String NAME = "monitor";
    static final String PROMPT = "(backplane) ";

    private static final String GREETING = "Backplane monitor - type 'help' for more information";
    private static final Pattern TERMINAL_LINE = Pattern.compile("terminal (\\S+) (\\d{1,4}) (\\d{1,4})");
    private static final String ANY_TERMINAL = "terminal xterm-256color 80 24";

    /** A line that is longer is none. */
    private static final int LONGEST_LINE = 1 << 20;

    /** In the memory: what the client has said of its terminal. */
    static final String TERMINAL = "terminal";

    /** In the memory, at the end. */
    private static final String ENDED = "ended";

    /** In a tag: what is shown is a text already. */
    private static final String TEXT = "text";

    private final Monitor monitor;
    private final Completion completion;
    private final Confidence confidence;
    private final History history;
    private final Map<String, Console> consoles = new ConcurrentHashMap<>();

    @Activate
    public MonitorProtocol(@Reference Commands commands, @Reference Records records, @Reference Feeds feeds) {
        this(commands, records, feeds, History.of(System.getenv()));
    }

    MonitorProtocol(Commands commands, Records records, Feeds feeds, History history) {
        this.history = history;
        monitor = new Monitor(commands, records);
        confidence = new Confidence(commands, records, monitor);
        completion = new Completion(commands, records, new ExistingObjects(feeds));
    }

    /** The code goes, the sessions stay. */
    @Deactivate
    void park() {
        consoles.values().forEach(Console::park);
    }

    @Override
    public void begin(Session session) {
        send(session, GREETING);
        session.send(bytes(PROMPT));
    }

    @Override
    public boolean received(Session session, ByteBuffer input) {
        if (session.memory().containsKey(TERMINAL)) {
            type(session, input);
            return false;
        }
        return receivedLine(session, input);
    }

    private boolean receivedLine(Session session, ByteBuffer input) {
        for (int i = input.position(); i < input.limit(); i++) {
            byte c = input.get(i);
            if (c == '\n') {
                take(session, line(input, i), i + 1 - input.position(), input);
                return true;
            } else if (c == '\r' && (i + 1 == input.limit() || input.get(i + 1) != '\n')) {
                session.memory().put(TERMINAL, ANY_TERMINAL);
                return true;
            }
        }
        if (input.remaining() > LONGEST_LINE) {
            input.position(input.limit());
            session.refuse(Map.of(), CommandException.failed("The line is too long"));
        }
        return false;
    }

    private static String line(ByteBuffer input, int end) {
        return new String(
                        input.array(),
                        input.arrayOffset() + input.position(),
                        end - input.position(),
                        StandardCharsets.UTF_8)
                .stripTrailing();
    }

    private void take(Session session, String line, int length, ByteBuffer input) {
        input.position(input.position() + length);
        if (TERMINAL_LINE.matcher(line).matches()) {
            session.memory().put(TERMINAL, line);
            console(session);
        } else {
            obey(session, line);
        }
    }

    /** Does what a line says; its answer comes in its turn. */
    private void obey(Session session, String line) {
        try {
            switch (monitor.read(line)) {
                case Monitor.Nothing() -> session.answer(Map.of(TEXT, true), "");
                case Monitor.Text(var text) -> session.answer(Map.of(TEXT, true), text);
                case Monitor.Run(var request, var tag) -> session.submit(request, tag);
                case Monitor.Foreign(var text, var unknown) -> foreign(session, text, unknown);
            }
        } catch (CommandException e) {
            session.refuse(Map.of(), e);
        }
    }

    /** Who may use the shell of OSGi may do everything. */
    private static void foreign(Session session, String line, String unknown) {
        if (session.role() != Role.OWNER && !unknown.isEmpty()) {
            session.refuse(Map.of(), CommandException.failed(unknown));
            return;
        }
        var arguments = new HashMap<String, Object>();
        arguments.put("command-line", line);
        session.submit(Request.of(HumanMonitorCommand.NAME, arguments), Map.of(TEXT, true));
    }

    @Override
    public void answered(Session session, Object tag, Object result) {
        boolean isText = tag instanceof Map<?, ?> map && map.containsKey(TEXT);
        finish(session, isText ? result.toString() : Layout.of(result), Paint.ANSWER);
    }

    @Override
    public void failed(Session session, Object tag, CommandException failure) {
        var text = tag instanceof Map<?, ?> map ? Monitor.explain(map, failure) : failure.message();
        finish(session, text, Paint.ERROR);
    }

    private void finish(Session session, String text, Paint paint) {
        if (session.memory().containsKey(TERMINAL)) {
            send(session, paint.on(text));
            console(session).answered();
        } else {
            send(session, text);
            session.send(bytes(PROMPT));
        }
    }

    /** Sends lines, each with its end. */
    private static void send(Session session, String text) {
        if (!text.isEmpty()) {
            var end = session.memory().containsKey(TERMINAL) ? "\r\n" : "\n";
            session.send(bytes(text.lines().map(line -> line + end).collect(Collectors.joining())));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** People who want to know what happens ask, or listen elsewhere. */
    @Override
    public void happened(Session session, Event event) {}

    @Override
    public void ended(Session session) {
        session.memory().put(ENDED, true);
        close(session);
    }

    // ---- terminals

    private void type(Session session, ByteBuffer input) {
        var keys = new byte[input.remaining()];
        input.get(keys);
        console(session).type(keys);
    }

    private Console console(Session session) {
        var console = consoles.computeIfAbsent(session.origin(), _ -> edit(session));
        if (session.memory().containsKey(ENDED)) {
            close(session);
        }
        return console;
    }

    /** What the owner has done is nobody else's to read. */
    private Console edit(Session session) {
        return new Console(
                session,
                completion,
                Optional.of(history).filter(_ -> session.role() == Role.OWNER),
                confidence::isSecret,
                line -> obey(session, line));
    }

    private void close(Session session) {
        @Nullable Console console = consoles.remove(session.origin());
        if (console != null) {
            console.park();
        }
    }

    /** The sessions on whose terminals lines are edited; for tests. */
    List<String> edited() {
        return List.copyOf(consoles.keySet());
    }
}

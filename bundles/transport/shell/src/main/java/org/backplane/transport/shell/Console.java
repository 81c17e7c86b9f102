package org.backplane.transport.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.backplane.api.session.Session;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits lines on a client's terminal, on a thread of its own, until it is parked. What another one needs to go on is in
 * the session's memory then: the line so far, the lines before, and keys that nobody has read.
 */
final class Console {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    /** In the memory: lines that were given, oldest first. */
    private static final String HISTORY = "history";

    /** In the memory: what was typed of a line. */
    private static final String UNFINISHED = "unfinished";

    /** In the memory: keys that were struck and not read. */
    private static final String KEYS = "keys";

    /** What the client sends when its window has another size: how xterm reports that, rows first. */
    private static final Pattern RESIZED = Pattern.compile("\033\\[8;(\\d{1,4});(\\d{1,4})t");

    /** What xterm sends when its window gets the focus; here, when the monitor gets the terminal. */
    private static final String FOCUS = "\033[I";

    /** How arrow keys come from terminals that know no other mode. */
    private static final Map<String, String> ARROWS = Map.of(
            LineReader.UP_LINE_OR_SEARCH, "\033[A",
            LineReader.DOWN_LINE_OR_SEARCH, "\033[B",
            LineReader.FORWARD_CHAR, "\033[C",
            LineReader.BACKWARD_CHAR, "\033[D");

    private static final String CLEAR_LINE = "\r\033[K";

    /** What the client has said of its terminal. */
    record Screen(String type, int columns, int rows) {
        /** One as the client announces it, {@code terminal TYPE COLUMNS ROWS}. */
        static Screen of(String announcement) {
            var words = announcement.split(" ", -1);
            return new Screen(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
        }

        private String announcement() {
            return "terminal %s %d %d".formatted(type, columns, rows);
        }

        /** A terminal that does not know its size is taken for a usual one. */
        private Size size() {
            return columns > 0 && rows > 0 ? Size.of(columns, rows) : Size.of(80, 24);
        }
    }

    private final Session session;
    private final Completion completion;
    private final Optional<History> history;
    private final Predicate<String> secret;
    private final Consumer<String> lines;
    private final Keys keys = new Keys();
    private final Semaphore answers = new Semaphore(0);
    private final Thread thread;
    private volatile Screen screen;
    private volatile @Nullable ExternalTerminal drawnOn;
    private volatile @Nullable LineReader reader;
    private volatile boolean parked;

    /**
     * Begins where another one stopped, if one did.
     *
     * @param history where lines are kept and come from, if they are
     * @param secret which lines are not kept
     * @param lines what is done with them
     */
    Console(
            Session session,
            Completion completion,
            Optional<History> history,
            Predicate<String> secret,
            Consumer<String> lines) {
        this.session = session;
        screen = Screen.of(String.valueOf(session.memory().get(MonitorProtocol.TERMINAL)));
        this.completion = completion;
        this.history = history;
        this.secret = secret;
        this.lines = lines;
        if (session.memory().remove(KEYS) instanceof String unread) {
            keys.type(unread.getBytes(StandardCharsets.ISO_8859_1));
        }
        thread = new Thread(this::run, session.origin() + " console");
        thread.setDaemon(true);
        thread.start();
    }

    /** Keys were struck, or the window has another size. */
    void type(byte[] struck) {
        var text = new String(struck, StandardCharsets.ISO_8859_1);
        var resized = RESIZED.matcher(text);
        if (!resized.find()) {
            keys.type(struck);
            return;
        }
        resize(Integer.parseInt(resized.group(2)), Integer.parseInt(resized.group(1)));
        keys.type(text.substring(0, resized.start()).getBytes(StandardCharsets.ISO_8859_1));
        type(text.substring(resized.end()).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void resize(int columns, int rows) {
        var now = new Screen(screen.type, columns, rows);
        screen = now;
        session.memory().put(MonitorProtocol.TERMINAL, now.announcement());
        var terminal = drawnOn;
        if (terminal != null) {
            terminal.setSize(now.size());
            terminal.raise(Terminal.Signal.WINCH);
        }
    }

    /** The answer to the last line has been shown. */
    void answered() {
        answers.release();
    }

    /** Leaves the terminal as it is, and leaves it. */
    void park() {
        if (parked) {
            return;
        }
        parked = true;
        var at = reader;
        if (at != null) {
            session.memory().put(UNFINISHED, at.getBuffer().toString());
        }
        session.memory().put(KEYS, keys.end());
        thread.interrupt();
    }

    private void run() {
        try (var terminal = new ExternalTerminal("monitor", screen.type, keys, new Output(), StandardCharsets.UTF_8)) {
            terminal.enterRawMode();
            drawnOn = terminal;
            terminal.setSize(screen.size());
            read(editor(terminal));
        } catch (IOException | RuntimeException e) {
            if (!parked) {
                LOG.error("{}: no line can be edited", session.origin(), e);
                session.close();
            }
        }
    }

    private LineReader editor(ExternalTerminal terminal) {
        var editor = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("backplane")
                .parser((line, cursor, context) -> new Typed(line, cursor))
                .completer((_, typed, candidates) -> complete(typed.line().substring(0, typed.cursor()), candidates))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, false)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, false)
                .variable(LineReader.HISTORY_SIZE, History.LONGEST)
                .variable(LineReader.BELL_STYLE, "none")
                .build();
        editor.getWidgets().put("focus", () -> {
            terminal.writer().print("\n");
            editor.callWidget(LineReader.REDRAW_LINE);
            editor.callWidget(LineReader.REDISPLAY);
            return true;
        });
        var keyMap = Objects.requireNonNull(editor.getKeyMaps().get(LineReader.MAIN));
        keyMap.bind(new Reference("focus"), FOCUS);
        ARROWS.forEach((widget, key) -> keyMap.bind(new Reference(widget), key));
        linesBefore().forEach(line -> editor.getHistory().add(line.toString()));
        return editor;
    }

    private List<?> linesBefore() {
        return session.memory().get(HISTORY) instanceof List<?> before
                ? before
                : history.map(History::lines).orElse(List.of());
    }

    private void read(LineReader editor) {
        reader = editor;
        var unfinished = session.memory().remove(UNFINISHED) instanceof String text ? text : "";
        session.send(CLEAR_LINE.getBytes(StandardCharsets.US_ASCII));
        while (!parked) {
            try {
                var line = editor.readLine(MonitorProtocol.PROMPT, null, (Character) null, unfinished);
                unfinished = "";
                remember(editor, line);
                answers.drainPermits();
                lines.accept(line);
                answers.acquire();
            } catch (UserInterruptException e) {
                unfinished = "";
            } catch (EndOfFileException | InterruptedException e) {
                if (!parked) {
                    session.close();
                }
                return;
            }
        }
    }

    private void remember(LineReader editor, String line) {
        var all = new ArrayList<Object>();
        editor.getHistory().forEach(entry -> all.add(entry.line()));
        session.memory().put(HISTORY, all);
        if (!line.isBlank() && history.isPresent() && !secret.test(line)) {
            history.get().add(line);
        }
    }

    private void complete(String typed, List<Candidate> candidates) {
        for (var candidate : completion.of(typed).words()) {
            candidates.add(new Candidate(
                    candidate.word(),
                    candidate.word(),
                    null,
                    candidate.meaning().isEmpty() ? null : candidate.meaning(),
                    null,
                    null,
                    candidate.finished()));
        }
    }

    /** A line as the editor sees it: the word at the cursor is what is completed. */
    private record Typed(String line, int cursor) implements CompletingParsedLine {
        private int start() {
            return line.substring(0, cursor).lastIndexOf(' ') + 1;
        }

        @Override
        public String word() {
            return line.substring(start(), cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start();
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return wordCursor();
        }

        @Override
        public int wordIndex() {
            return words().size() - 1;
        }

        @Override
        public List<String> words() {
            return Arrays.asList(line.substring(0, cursor).split(" ", -1));
        }
    }

    /** What the editor draws; nothing more once it is parked. */
    private final class Output extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!parked && length > 0) {
                session.send(Arrays.copyOfRange(bytes, offset, offset + length));
            }
        }
    }
}

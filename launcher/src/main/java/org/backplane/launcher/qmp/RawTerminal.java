package org.backplane.launcher.qmp;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The terminal of this process, whose keys come as they are struck until it is closed; or none, if there is none. */
final class RawTerminal implements AutoCloseable {
    private static final File TERMINAL = new File("/dev/tty");

    private final String settings;
    private final String size;
    private final Thread atExit = new Thread(this::restore, "restore terminal");

    private RawTerminal(String settings, String size) {
        this.settings = settings;
        this.size = size;
    }

    /** Prepares the terminal, if both standard input and output are one. */
    static RawTerminal open() throws IOException {
        if (!isOnTerminal()) {
            return new RawTerminal("", "");
        }
        var terminal = new RawTerminal(stty("-g"), stty("size"));
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        stty("raw", "-echo");
        return terminal;
    }

    @SuppressWarnings("SystemConsoleNull") // it does again since JDK 25
    private static boolean isOnTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** What the monitor has to know of it; nothing if there is none. */
    String announcement() {
        var rowsAndColumns = size.split(" ", -1);
        return rowsAndColumns.length == 2
                ? "terminal %s %s %s\n"
                        .formatted(
                                Objects.requireNonNullElse(System.getenv("TERM"), "dumb"),
                                rowsAndColumns[1],
                                rowsAndColumns[0])
                : "";
    }

    /** What the monitor has to know when the window has another size: xterm's report of that; nothing without one. */
    String resized() throws IOException {
        var rowsAndColumns = stty("size").split(" ", -1);
        return rowsAndColumns.length == 2 ? "\033[8;%s;%st".formatted(rowsAndColumns[0], rowsAndColumns[1]) : "";
    }

    /** Whether there is one. */
    boolean isPresent() {
        return !settings.isEmpty();
    }

    private static String stty(String... words) throws IOException {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command)
                .redirectInput(TERMINAL)
                .redirectError(Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private void restore() {
        try {
            stty(settings);
        } catch (IOException e) {
            // the terminal has gone
        }
    }

    @Override
    public void close() {
        if (isPresent()) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            restore();
        }
    }
}

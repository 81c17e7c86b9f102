package org.backplane.launcher.qmp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.backplane.launcher.Signals;

/** {@code backplane monitor}: the monitor of a running Backplane, on this terminal or for a script. */
public final class MonitorCommand {
    /** The word that stands for it on the command line. */
    public static final String NAME = "monitor";

    private static final String USAGE = """
            usage: backplane monitor ADDRESS
              ADDRESS   unix:PATH, tcp:HOST:PORT or the path of a socket, as --monitor has it
            On a terminal, lines are edited and completed, and Ctrl-D ends. Otherwise lines are read from standard input.
            The status is 0 when the server hangs up, and 2 if there is none.""";

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;

    /** One that sends what it reads, shows what comes, and complains. */
    public MonitorCommand(InputStream in, OutputStream out, PrintStream err) {
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
        if (words.size() != 1 || List.of("-h", "--help", "-help").contains(words.getFirst())) {
            err.println(USAGE);
            return words.size() == 1 ? 0 : QmpException.Status.UNUSABLE.code();
        }
        try (var socket = Address.parse(words.getFirst()).connect();
                var terminal = RawTerminal.open()) {
            converse(socket, terminal);
            return 0;
        } catch (QmpException | IOException e) {
            err.println("backplane monitor: " + e.getMessage());
            return QmpException.Status.UNUSABLE.code();
        }
    }

    private void converse(SocketChannel socket, RawTerminal terminal) throws IOException {
        var server = Channels.newOutputStream(socket);
        server.write(terminal.announcement().getBytes(StandardCharsets.US_ASCII));
        if (terminal.isPresent()) {
            Signals.on(List.of("WINCH"), _ -> tellSize(terminal, server));
        }
        var keys = new Thread(() -> send(socket, server), "keys");
        keys.setDaemon(true);
        keys.start();
        copy(Channels.newInputStream(socket), out);
    }

    private static void tellSize(RawTerminal terminal, OutputStream server) {
        try {
            server.write(terminal.resized().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // the server has hung up, or the terminal has gone; who reads them sees that
        }
    }

    /** The end of input leaves what is answered to come. */
    private void send(SocketChannel socket, OutputStream server) {
        try {
            copy(in, server);
            socket.shutdownOutput();
        } catch (IOException e) {
            // the server has hung up, which the other thread sees too
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        var chunk = new byte[8192];
        for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
            to.write(chunk, 0, length);
            to.flush();
        }
    }
}

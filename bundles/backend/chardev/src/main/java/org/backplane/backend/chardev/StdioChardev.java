package org.backplane.backend.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevName;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.backplane.api.command.Feeds;
import org.backplane.api.command.Request;
import org.backplane.api.session.Listeners;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A character device on the standard input and output of the process; there is one at a time.
 *
 * <p>When standard input is a terminal, every key goes to the guest as it is struck, Ctrl-C among them, but for those
 * after Ctrl-A, which are the emulator's: {@code x} quits, {@code c} gives the keys to the monitor or back, {@code h}
 * helps, and Ctrl-A is itself. Otherwise all input is the guest's: what comes through a pipe may be binary. The end of
 * input leaves the output going.
 *
 * <p>The terminal is as it was before once the device is closed, this component is deactivated or the process ends,
 * unless the process is killed outright.
 */
@Component
@ChardevName("stdio")
@Doc("The standard input and output of the process.")
public final class StdioChardev implements ChardevType<StdioChardev.Properties> {

    public record Properties(
            @Doc("Whether Ctrl-C and its like end the process instead of going to the guest") @Default("off")
            boolean signal) {}

    private static final String FOUND = "found";

    private static final String HELP = """

            Ctrl-A h       this help
            Ctrl-A x       quit
            Ctrl-A c       switch between console and monitor
            Ctrl-A Ctrl-A  send Ctrl-A
            """;

    private final Feeds feeds;
    private final Listeners listeners;
    private final int standardInput;
    private final int standardOutput;
    private @Nullable Stdio opened;

    /** On descriptors 0 and 1. */
    @Activate
    public StdioChardev(@Reference Feeds feeds, @Reference Listeners listeners) {
        this(feeds, listeners, 0, 1);
    }

    StdioChardev(Feeds feeds, Listeners listeners, int standardInput, int standardOutput) {
        this.feeds = feeds;
        this.listeners = listeners;
        this.standardInput = standardInput;
        this.standardOutput = standardOutput;
    }

    @Override
    public synchronized Chardev open(Properties properties) throws IOException {
        if (opened != null) {
            throw new IOException("cannot use stdio by multiple character devices");
        }
        var stdio = new Stdio(Terminal.of(standardInput), properties.signal);
        opened = stdio;
        return stdio;
    }

    @Override
    public synchronized Chardev takeOver(Properties properties, Handover from) throws IOException {
        var terminal = from.find(FOUND, byte[].class).map(found -> Terminal.of(standardInput, found));
        var stdio = new Stdio(terminal, properties.signal);
        opened = stdio;
        return stdio;
    }

    /** Gives the terminal back, if nobody has. */
    @Deactivate
    synchronized void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    private synchronized void closed(Stdio stdio) {
        if (opened == stdio) {
            opened = null;
        }
    }

    private final class Stdio implements Chardev, EscapedInput.Keys {
        private final InputStream input;
        private final OutputStream output = new DescriptorOutput(standardOutput);
        private final Optional<Terminal> terminal;
        private final TerminalMonitor monitor = new TerminalMonitor(listeners, output, this::announcement);
        private final Thread atExit = new Thread(this::restoreAtExit, "stdio-restore");
        private final AtomicBoolean done = new AtomicBoolean();

        Stdio(Optional<Terminal> terminal, boolean signal) throws IOException {
            this.terminal = terminal;
            var all = new DescriptorInput(standardInput);
            input = terminal.isPresent() ? new EscapedInput(all, this) : all;
            try {
                makeRaw(signal);
            } catch (IOException | RuntimeException e) {
                forgetAtExit();
                all.close();
                throw e;
            }
        }

        private void makeRaw(boolean signal) throws IOException {
            if (terminal.isPresent()) {
                Runtime.getRuntime().addShutdownHook(atExit);
                terminal.get().raw(signal);
            }
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public void close() throws IOException {
            if (done.getAndSet(true)) {
                return;
            }
            closed(this);
            input.close();
            monitor.close();
            if (terminal.isPresent()) {
                terminal.get().restore();
                forgetAtExit();
            }
        }

        /** Leaves the terminal as it is, and how it was found. A monitor on it ends. */
        @Override
        public Optional<Handover> handOver() throws IOException {
            if (done.getAndSet(true)) {
                return Optional.empty();
            }
            closed(this);
            input.close();
            monitor.close();
            forgetAtExit();
            return Optional.of(terminal.map(present -> Handover.of(Map.of(FOUND, present.found())))
                    .orElseGet(Handover::ofNothing));
        }

        private void forgetAtExit() {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // the process is about to end, and restores the terminal once more
            }
        }

        private void restoreAtExit() {
            try {
                terminal.orElseThrow().restore();
            } catch (IOException e) {
                // the terminal has gone, and its settings with it
            }
        }

        // ---- keys after Ctrl-A

        @Override
        public void help() throws IOException {
            print(HELP);
        }

        @Override
        public void quit() {
            var feed = feeds.open("stdio", event -> {});
            feed.submit(Request.of("quit", Map.of())).whenComplete((answer, failure) -> {
                feed.close();
                if (failure != null) {
                    complain(failure);
                }
            });
        }

        @Override
        public void changeFocus() throws IOException {
            monitor.changeFocus();
        }

        @Override
        public boolean toMonitor(byte key) throws IOException {
            return monitor.take(key);
        }

        /** What the monitor has to know of the terminal. */
        private String announcement() {
            var size = terminal.orElseThrow().size();
            return "terminal %s %d %d\n"
                    .formatted(
                            Objects.requireNonNullElse(System.getenv("TERM"), "dumb")
                                    .replaceAll("\\s", ""),
                            size.columns(),
                            size.rows());
        }

        private void complain(Throwable failure) {
            try {
                print("%n%s%n".formatted(failure.getMessage()));
            } catch (IOException e) {
                // there is nobody left to tell
            }
        }

        private void print(String text) throws IOException {
            output.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

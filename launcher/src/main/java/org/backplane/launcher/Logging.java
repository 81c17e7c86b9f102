package org.backplane.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sets up what bundles log to. Warnings and errors go to stderr, a line each, with the stack trace where there is one;
 * nothing ever goes to stdout, which is the guest's. {@code BACKPLANE_LOG} is the level, {@code BACKPLANE_LOG_FILE} a
 * file that gets all of it instead of stderr, which then keeps to warnings.
 */
final class Logging {
    private static final String LEVEL = "BACKPLANE_LOG";
    private static final String FILE = "BACKPLANE_LOG_FILE";

    /** The levels by slf4j's names, and what slf4j makes of them in java.util.logging. */
    @SuppressWarnings("ImmutableEnumChecker") // a level never changes
    enum Threshold {
        ERROR(Level.SEVERE),
        WARNING(Level.WARNING),
        INFO(Level.INFO),
        DEBUG(Level.FINE),
        TRACE(Level.FINEST);

        private final Level level;

        Threshold(Level level) {
            this.level = level;
        }

        static Threshold of(String name) throws StartException {
            return Stream.of(values())
                    .filter(threshold -> threshold.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new StartException("%s=%s: expected one of %s".formatted(LEVEL, name, names())));
        }

        private static String names() {
            return Stream.of(values()).map(Threshold::wireName).collect(Collectors.joining(", "));
        }

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String nameOf(Level level) {
            return Stream.of(values())
                    .filter(threshold -> level.intValue() >= threshold.level.intValue())
                    .findFirst()
                    .orElse(TRACE)
                    .wireName();
        }
    }

    private Logging() {}

    /** Sets it up as the environment says. */
    static void configure(Map<String, String> environment) throws StartException {
        var threshold = Threshold.of(environment.getOrDefault(LEVEL, "warning"));
        var file = Optional.ofNullable(environment.get(FILE)).filter(name -> !name.isEmpty());
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(threshold.level);
        // without a file it shows all that is logged: loggers may be switched on one by one later
        root.addHandler(new Lines(System.err, file.isPresent() ? Level.WARNING : Level.ALL));
        if (file.isPresent()) {
            root.addHandler(file(Path.of(file.get())));
        }
    }

    private static Handler file(Path file) throws StartException {
        try {
            // in the pattern a percent sign would be special
            var handler = new FileHandler(file.toString().replace("%", "%%"), true);
            handler.setLevel(Level.ALL);
            handler.setFormatter(new Dated());
            return handler;
        } catch (IOException e) {
            throw new StartException("%s=%s: cannot write there: %s".formatted(FILE, file, e.getMessage()), e);
        }
    }

    private static String traceOf(LogRecord entry) {
        if (entry.getThrown() == null) {
            return "";
        }
        var trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /** Lines for a user. */
    private static final class Lines extends Handler {
        private final PrintStream out;

        Lines(PrintStream out, Level level) {
            this.out = out;
            setLevel(level);
            setFormatter(new Plain());
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                out.print(getFormatter().format(entry));
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** {@code backplane: warning: message}. */
    static final class Plain extends Formatter {
        @Override
        public String format(LogRecord entry) {
            return "backplane: %s: %s%n%s"
                    .formatted(Threshold.nameOf(entry.getLevel()), formatMessage(entry), traceOf(entry));
        }
    }

    /** The same with the time and who says it. */
    private static final class Dated extends Formatter {
        @Override
        public String format(LogRecord entry) {
            return "%s %s %s: %s%n%s"
                    .formatted(
                            entry.getInstant(),
                            Threshold.nameOf(entry.getLevel()),
                            entry.getLoggerName(),
                            formatMessage(entry),
                            traceOf(entry));
        }
    }
}

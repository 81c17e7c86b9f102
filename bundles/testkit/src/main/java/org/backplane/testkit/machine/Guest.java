package org.backplane.testkit.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A machine that runs for a test. Whatever it is waited for, there is an end to the waiting, with an error that tells all. */
public final class Guest implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path directory;
    private final Process process;
    private final Output console;
    private final Output log;
    private @Nullable Qmp qmp;

    private Guest(Path directory, ProcessBuilder builder) throws IOException {
        this.directory = directory;
        process = builder.start();
        console = new Output(process.getInputStream(), StandardCharsets.UTF_8);
        log = new Output(process.getErrorStream(), StandardCharsets.UTF_8);
    }

    /** Boots the machine of an annotation. */
    static Guest boot(Machine machine) throws IOException {
        var home = InstalledDistribution.find();
        var directory = Files.createTempDirectory("backplane");
        var deploy = Files.createDirectory(directory.resolve("deploy"));
        for (var jar : home.withProbe(machine.bundles())) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        var command = new ArrayList<String>();
        command.addAll(List.of(
                home.program().toString(), "--qmp", "unix:" + socket(directory), Texts.filled(machine.value())));
        command.addAll(Texts.filled(machine.parameters()));
        command.addAll(Texts.filled(machine.options()));
        var builder = new ProcessBuilder(command);
        builder.environment().merge("BACKPLANE_JAVA_OPTS", "-Dbackplane.deploy=" + deploy, (a, b) -> a + " " + b);
        home.cache().ifPresent(cache -> builder.environment().put("XDG_CACHE_HOME", cache));
        return new Guest(directory, builder);
    }

    private static Path socket(Path directory) {
        return directory.resolve("qmp.sock");
    }

    /** Types keys on the console. */
    public Guest type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /** Waits until a text is on the console, behind what was waited for before; a minute at most. */
    public Guest expect(String text) throws InterruptedException {
        return expect(text, LIMIT);
    }

    /** Waits until a text is on the console, behind what was waited for before. */
    public Guest expect(String text, Duration limit) throws InterruptedException {
        if (!console.await(text, limit)) {
            throw new AssertionError("no '%s' came; %s".formatted(text, this));
        }
        return this;
    }

    /** A client of QMP that is connected to it. */
    public Qmp qmp() throws IOException, InterruptedException {
        if (qmp == null) {
            qmp = Qmp.connect(socket(directory));
        }
        return qmp;
    }

    /** Reads memory or a register as a processor does, with what that does to it; little-endian, zero-extended. */
    public long read(long address, int bytes) throws IOException, InterruptedException {
        var answer = qmp().run("testkit-read", Map.of("address", address, "bytes", bytes));
        return answer.asJsonObject().getJsonNumber("value").longValueExact();
    }

    /** Writes memory or a register as a processor does. */
    public Guest write(long address, int bytes, long value) throws IOException, InterruptedException {
        qmp().run("testkit-write", Map.of("address", address, "bytes", bytes, "value", value));
        return this;
    }

    /** How long the guest has run, in its own time, which stands still while it is paused. */
    public Duration time() throws IOException, InterruptedException {
        return nanos("testkit-time", Map.of());
    }

    /**
     * Lets the guest run for a stretch of its time, and pauses it.
     *
     * @return its time then, which is a little more than was asked for
     */
    public Duration runFor(Duration stretch) throws IOException, InterruptedException {
        return nanos("testkit-run-for", Map.of("nanos", stretch.toNanos()));
    }

    private Duration nanos(String command, Map<String, Object> arguments) throws IOException, InterruptedException {
        var answer = qmp().run(command, arguments).asJsonObject();
        return Duration.ofNanos(answer.getJsonNumber("nanos").longValueExact());
    }

    /** Pauses it; its time stands still. */
    public Guest pause() throws IOException, InterruptedException {
        qmp().run("stop", Map.of());
        return this;
    }

    /** Lets it run on. */
    public Guest resume() throws IOException, InterruptedException {
        qmp().run("cont", Map.of());
        return this;
    }

    /** Waits for the end of the process, which a guest that switches itself off brings about. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; " + this);
        }
        if (!console.awaitEnd(LIMIT) || !log.awaitEnd(LIMIT)) {
            throw new AssertionError("its output does not end; " + this);
        }
        return process.exitValue();
    }

    /** All that was on the console so far. */
    public String console() {
        return console.text();
    }

    /** All that was logged so far: warnings and errors. */
    public String log() {
        return log.text();
    }

    /** Ends it, whatever it does. */
    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        if (qmp != null) {
            qmp.close();
        }
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Guest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "console: <%s> log: <%s>".formatted(console(), log());
    }
}

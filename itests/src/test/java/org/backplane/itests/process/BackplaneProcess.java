package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.backplane.itests.Distribution;
import org.backplane.testkit.machine.Output;

/** A running {@code backplane}. Whatever it is waited for, there is an end to the waiting. */
final class BackplaneProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final Output stdout;
    private final Output stderr;

    private BackplaneProcess(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(Distribution.environment());
        builder.environment().put("XDG_STATE_HOME", directory.toString());
        builder.environment().putAll(environment);
        process = builder.start();
        stdout = new Output(process.getInputStream(), StandardCharsets.ISO_8859_1);
        stderr = new Output(process.getErrorStream(), StandardCharsets.ISO_8859_1);
    }

    /** Starts it in a directory. */
    static BackplaneProcess start(Path directory, String... words) throws IOException {
        return start(directory, Map.of(), words);
    }

    /** Starts it in a directory, with more variables in its environment. */
    static BackplaneProcess start(Path directory, Map<String, String> environment, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Distribution.program().toString());
        command.addAll(List.of(words));
        return new BackplaneProcess(directory, environment, command);
    }

    /** Runs a script of a shell in a directory. */
    static BackplaneProcess shell(Path directory, String script) throws IOException {
        return new BackplaneProcess(directory, Map.of(), List.of("sh", "-c", script));
    }

    /** Runs a line of shell in a directory, on a terminal of its own; {@code $backplane} is the program. */
    static BackplaneProcess onTerminal(Path directory, String line) throws IOException {
        return new BackplaneProcess(
                directory,
                Map.of(),
                List.of(
                        "script",
                        "--quiet",
                        "--return",
                        "--command",
                        "backplane='%s'; %s".formatted(Distribution.program(), line),
                        "/dev/null"));
    }

    /** Types keys. */
    BackplaneProcess type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
        return this;
    }

    /** Ends the input, as a pipe does. */
    BackplaneProcess endInput() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /** Waits until it has printed a text, behind what was waited for before. */
    BackplaneProcess await(String text) throws InterruptedException {
        return await(text, LIMIT);
    }

    BackplaneProcess await(String text, Duration limit) throws InterruptedException {
        assertTrue(stdout.await(text, limit), () -> "no '%s' came; %s".formatted(text, this));
        return this;
    }

    /** Waits until its log has a text, behind what was waited for before. */
    BackplaneProcess awaitLog(String text) throws InterruptedException {
        assertTrue(stderr.await(text, LIMIT), () -> "no '%s' was logged; %s".formatted(text, this));
        return this;
    }

    /** Waits for its end. */
    int exitStatus() throws InterruptedException {
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "it does not end; " + this);
        assertTrue(stdout.awaitEnd(LIMIT) && stderr.awaitEnd(LIMIT), () -> "its output does not end; " + this);
        return process.exitValue();
    }

    /** Asks it to end, as {@code kill} does. */
    BackplaneProcess terminate() {
        process.destroy();
        return this;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How much memory it has from the host, in MiB. */
    long residentMib() throws IOException {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            var resident =
                    lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(resident.replaceAll("\\D", "")) / 1024;
        }
    }

    String stdout() {
        return stdout.text();
    }

    String stderr() {
        return stderr.text();
    }

    /** Ends it, whatever it does. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "stdout: <%s> stderr: <%s>".formatted(stdout(), stderr());
    }
}

package org.backplane.backend.chardev;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class StdioOnPipesTest {

    /** Copies input to output, byte for byte, and tells the end. */
    static final class Cat {
        public static void main(String[] arguments) throws IOException {
            try (var stdio =
                    new StdioChardev(new FakeFeeds(), new FakeListeners()).open(new StdioChardev.Properties(false))) {
                try (var input = stdio.input()) {
                    input.transferTo(stdio.output());
                }
                stdio.output().write("end".getBytes(ISO_8859_1));
            }
            System.out.print("!");
        }
    }

    static Process start(ProcessBuilder.Redirect input) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cat.class.getName())
                .redirectInput(input)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void everyByteIsTheGuestsAndTheEndOfInputLeavesTheOutputGoing() throws Exception {
        var process = start(ProcessBuilder.Redirect.PIPE);
        try (var input = process.getOutputStream()) {
            input.write("\1x\1h\r\n\0\377".getBytes(ISO_8859_1));
        }
        assertEquals("\1x\1h\r\n\0\377end!", new String(process.getInputStream().readAllBytes(), ISO_8859_1));
        assertEquals(0, process.waitFor());
    }

    @Test
    void muchInputAndOutputIsWhole() throws Exception {
        var text = "0123456789abcdef".repeat(100_000);
        var process = start(ProcessBuilder.Redirect.PIPE);
        var feeder = new Thread(() -> {
            try (var input = process.getOutputStream()) {
                input.write(text.getBytes(ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        feeder.start();
        assertEquals(text + "end!", new String(process.getInputStream().readAllBytes(), ISO_8859_1));
    }

    @Test
    void aFileIsInputToo() throws Exception {
        var process = start(ProcessBuilder.Redirect.from(new File("/dev/null")));
        assertEquals("end!", new String(process.getInputStream().readAllBytes(), ISO_8859_1));
    }
}

package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with what a user gives: one message that says where and what was expected, status 1, nothing on
 * the standard output, and nothing left behind.
 */
class BadInputIT {
    private static final String PHASES_WITH_A_MACHINE =
            "machine-created, accel-created, late-backends-created, machine-initialized, machine-ready";
    private static final String TOO_EARLY =
            "The command 'device_add' is permitted only after machine initialization has completed; allowed in "
                    + PHASES_WITH_A_MACHINE;

    /**
     * One mistake.
     *
     * @param what what is wrong
     * @param file what {@code a.yaml} holds
     * @param words the command line
     * @param message all that is said, behind the name of the program; a line may be a regular expression. {@code HERE}
     *     stands for the directory it runs in, {@code SHIPPED} for that of the shipped files
     */
    record Mistake(String what, String file, List<String> words, String message) {

        /** A mistake on the command line. */
        static Mistake onTheLine(String what, List<String> words, String message) {
            return new Mistake(what, "", words, message);
        }

        /** A mistake in a file; its first command would create another file if it ran. */
        static Mistake inAFile(String what, String text, String message) {
            var creates = "consoles: [{type: file, out: created.txt}]\n";
            return new Mistake(what, creates + text, List.of("a.yaml"), message);
        }

        /** A mistake in one of the values given to a shipped file. */
        static Mistake inAValue(String what, String name, String value, String message) {
            var values = new LinkedHashMap<>(Map.of("kernel", "kernel", "initrd", "initrd.gz"));
            values.put(name, value);
            var assignments = values.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue());
            return new Mistake(
                    what,
                    "",
                    Stream.concat(Stream.of("linux.yaml"), assignments).toList(),
                    message);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(onTheLine(), inFiles(), inTemplates(), inValues()).flatMap(mistakes -> mistakes);
    }

    private static Stream<Mistake> onTheLine() {
        return Stream.of(
                Mistake.onTheLine(
                        "unknown option",
                        List.of("--machin", "virt"),
                        "--machin: there is no such option; did you mean -machine?"),
                Mistake.onTheLine(
                        "option without its value",
                        List.of("-machine"),
                        "-machine: expected TYPE[,NAME=VALUE...] after it"),
                Mistake.onTheLine(
                        "unknown argument of an option",
                        List.of("-machine", "virt,memroy=1G"),
                        "-machine virt,memroy=1G: Parameter 'memroy' is unexpected.*"),
                Mistake.onTheLine(
                        "unknown configuration",
                        List.of("linx.yaml"),
                        "linx.yaml: Could not open 'linx.yaml': No such file or directory; did you mean 'linux.yaml'?"),
                Mistake.onTheLine(
                        "directory for a configuration",
                        List.of("./folder"),
                        "./folder: Could not open './folder': it is a directory"),
                Mistake.onTheLine(
                        "parameter given twice",
                        List.of("linux.yaml", "kernel=a", "kernel=b"),
                        "kernel=b: this parameter is given twice"),
                Mistake.onTheLine(
                        "unknown machine",
                        List.of("-machine", "pc"),
                        "-machine pc: machine type 'pc' not found; there is none, virt"),
                Mistake.onTheLine(
                        "unknown device",
                        List.of("-machine", "virt", "-device", "rtl8139"),
                        "-device rtl8139: 'rtl8139' is not a valid device model name; there is cfi.pflash01, fw_cfg_mem, goldfish_rtc,"
                                + " riscv.aclint.mtimer, riscv.aclint.swi, riscv.sifive.plic, riscv.sifive.test,"
                                + " serial-mm, virtio-blk-device, virtio-console-device, virtio-rng-device"),
                Mistake.onTheLine(
                        "two commands in the wrong order",
                        List.of("-device", "serial-mm", "-machine", "virt"),
                        "-device serial-mm: " + TOO_EARLY));
    }

    private static Stream<Mistake> inFiles() {
        return Stream.of(
                Mistake.inAFile("unknown key", "machin: {type: virt}\n", """
                        a.yaml:2:1: there is no command or section 'machin'; did you mean 'machine'?
                        machin: {type: virt}
                        ^"""),
                Mistake.inAFile("unknown argument", "machine: {type: virt, memroy: 1G}\n", """
                        a.yaml:2:23: Parameter 'memroy' is unexpected.*
                        machine: {type: virt, memroy: 1G}
                                              ^"""),
                Mistake.inAFile(
                        "unknown device in a file", "machine: {type: virt}\ndevices: [{device: rtl8139}]\n", """
                        a.yaml:3:20: 'rtl8139' is not a valid device model name; there is .*virtio-rng-device
                        devices: [{device: rtl8139}]
                                           ^"""),
                Mistake.inAFile(
                        "two commands of a file in the wrong order",
                        "devices: [{device: serial-mm}]\nmachine: {type: virt}\n",
                        """
                        a.yaml:2:11: %s
                        devices: [{device: serial-mm}]
                                  ^""".formatted(TOO_EARLY)),
                Mistake.inAFile("no YAML", "machine: {type: virt\n", """
                        a.yaml:3:1: not valid YAML: .*

                        ^"""));
    }

    private static Stream<Mistake> inTemplates() {
        return Stream.of(
                Mistake.inAFile("loop that never ends", """
                        #% for i in range(1, 10000)
                        #% for j in range(1, 10000)
                        #% endfor
                        #% endfor
                        """, """
                        a.yaml:3:4: this takes more than 1000000 steps; does a loop never end?
                        #% for j in range(1, 10000)
                           ^"""),
                Mistake.inAFile("range that never ends", "#% for i in range(0, 300000000)\n#% endfor\n", """
                        a.yaml:2:4: a range has at most 10000 numbers
                        #% for i in range(0, 300000000)
                           ^"""),
                Mistake.inAFile(
                        "loop that prints and never ends",
                        """
                        #% for i in range(1, 10000)
                        #% for j in range(1, 10000)
                        - {quit: "%s"}
                        #%% endfor
                        #%% endfor
                        """.replace("#% ", "#%% ").formatted("more and ".repeat(100)),
                        """
                        a.yaml:[34]:[0-9]+: this (makes more than 4 MiB of text|takes more than 1000000 steps); does a loop never end\\?
                        .*
                         *\\^"""),
                Mistake.inAFile("file that includes itself", "#% include \"a.yaml\"\n", """
                        a.yaml:2:4: files include each other more than 16 deep
                        #% include "a.yaml"
                           ^"""),
                new Mistake("file that loads itself", "config-load: {file: a.yaml}\n", List.of("a.yaml"), """
                        a.yaml:1:21: files load each other more than 8 deep; does one load itself?
                        config-load: {file: a.yaml}
                                            ^"""),
                Mistake.inAFile("file that reads others", "#% include \"/etc/passwd\"\n", """
                        a.yaml:2:4: could not include '/etc/passwd': only files below HERE or SHIPPED can be included
                        #% include "/etc/passwd"
                           ^"""),
                Mistake.inAFile("file that reads others by dots", "#% include \"../../../../etc/passwd\"\n", """
                        a.yaml:2:4: could not include '../../../../etc/passwd': only files below HERE or SHIPPED can be included
                        #% include "../../../../etc/passwd"
                           ^"""));
    }

    private static Stream<Mistake> inValues() {
        return Stream.of(
                Mistake.inAValue(
                        "unknown parameter",
                        "kernal",
                        "x",
                        "linux.yaml: there is no parameter 'kernal'; did you mean 'kernel'?"),
                Mistake.inAValue(
                        "missing kernel",
                        "kernel",
                        "none",
                        inTheShippedFile("Could not load kernel 'none': no such file")),
                Mistake.inAValue(
                        "kernel that cannot be read", "kernel", "folder", inTheShippedFile(".*'folder'.* directory")),
                Mistake.inAValue("kernel that is none", "kernel", "notes.txt", inTheShippedFile(".*'notes.txt'.*")),
                Mistake.inAValue(
                        "missing initrd",
                        "initrd",
                        "none",
                        inTheShippedFile("Could not load initrd 'none': no such file")),
                Mistake.inAValue(
                        "name with quotes, braces and newlines",
                        "kernel",
                        "a\"b: {x}\n- 'c' {{ 7 * 7 }}.img",
                        inTheShippedFile(
                                "Could not load kernel 'a\"b: \\{x\\}\n- 'c' \\{\\{ 7 \\* 7 \\}\\}.img': no such file")),
                Mistake.inAValue("no memory", "memory", "0", inTheShippedFile(".*memory.*")),
                Mistake.inAValue(
                        "negative memory",
                        "memory",
                        "-1",
                        "linux.yaml: parameter 'memory': expected a size such as 4096, 512M or 2G, not '-1'"),
                Mistake.inAValue("too much memory", "memory", "1152921504606846976", inTheShippedFile(".*memory.*")),
                Mistake.inAValue("no harts", "cpus", "0", inTheShippedFile("Invalid SMP CPUs 0.*")),
                Mistake.inAValue("too many harts", "cpus", "9", inTheShippedFile("Invalid SMP CPUs 9.*")));
    }

    /** A message with its place in linux.yaml, the line there and the caret. */
    private static String inTheShippedFile(String message) {
        return ".*/linux.yaml:[0-9]+:[0-9]+: " + message + "\n.*\n *\\^";
    }

    @TempDir
    private Path directory;

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("notes.txt"), "Do not boot me.\n");
        Files.write(directory.resolve("kernel"), flatImage());
        Files.writeString(directory.resolve("initrd.gz"), "a RAM disk");
    }

    /** A kernel by its looks: the header of a flat Image, with its magic number at 56. */
    private static byte[] flatImage() {
        var image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(16, image.capacity()).putInt(56, 0x0543_5352);
        return image.array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsExplainedInOneMessage(Mistake mistake) throws Exception {
        Files.writeString(directory.resolve("a.yaml"), mistake.file);
        var before = names();
        try (var backplane = BackplaneProcess.start(directory, mistake.words.toArray(String[]::new))) {
            int status = backplane.endInput().exitStatus();
            assertAll(
                    () -> assertLinesMatch(
                            expected(mistake).lines(), backplane.stderr().lines()),
                    () -> assertEquals("", backplane.stdout()),
                    () -> assertEquals(1, status),
                    () -> assertEquals(before, names()));
        }
    }

    private String expected(Mistake mistake) {
        return "backplane: "
                + mistake.message.replace("HERE", directory.toString()).replace("SHIPPED", shipped());
    }

    private static String shipped() {
        return Distribution.shippedConfigurations().normalize().toString();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

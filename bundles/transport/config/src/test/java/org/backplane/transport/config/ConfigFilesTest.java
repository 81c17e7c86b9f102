package org.backplane.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.config.Configuration.Parameter;
import org.backplane.testkit.FakeTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFilesTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void layDesk() {
        desk = new Desk(temporary);
    }

    private static String commands(List<Request> requests) {
        return requests.stream()
                .map(request -> request.command() + new TreeMap<>(request.arguments()))
                .collect(Collectors.joining("\n"));
    }

    private String explained(Request request, List<String> path, String message) {
        return desk.shortened(request.place().explain(path, message));
    }

    @Test
    void aFileIsCommandsAndSectionsInItsOrder() {
        var text = """
                parameters:
                  root:   {doc: "Disk image to boot from"}
                  cdrom:  {doc: "CD-ROM image", optional: true}
                  memory: {doc: "Guest memory", type: size, default: 2G}
                ---
                consoles: stdio
                machine: {type: virt, memory: "{{ memory }}", aclint: true}
                disks:
                  - {device: virtio-blk-device, file: "{{ root }}"}
                #% if cdrom is defined
                  - {device: virtio-blk-device, file: "{{ cdrom }}", read-only: true, id: cd, serial: 7}
                #% endif
                devices:
                  - goldfish-rtc
                  - {device: uart, id: u, chardev: console0}
                run: {value: [1, 2.5, null, 0x10, ~, 99999999999999999999]}
                stop:
                """;
        assertEquals(
                """
                chardev-add{backend={type=stdio, data={}}, id=console0}
                serial-add{chardev=console0}
                machine-create{aclint=true, memory=2147483648, type=virt}
                blockdev-add{driver=file, filename=a"b: {x}.img, node-name=disk0, read-only=false}
                device_add{drive=disk0, driver=virtio-blk-device, id=disk0}
                blockdev-add{driver=file, filename=c.iso, node-name=cd, read-only=true}
                device_add{drive=cd, driver=virtio-blk-device, id=cd, serial=7}
                device_add{driver=goldfish-rtc}
                device_add{chardev=console0, driver=uart, id=u}
                run{value=[1, 2.5, null, 16, null, 99999999999999999999]}
                stop{}""",
                commands(desk.load(text, Map.of("root", "a\"b: {x}.img", "cdrom", "c.iso")))
                        .replace("{data={}, type=stdio}", "{type=stdio, data={}}"));
    }

    @Test
    void aListOfSingleKeysRepeatsAndCountsOn() {
        var text =
                "---\n- disks: {device: d, file: a}\n- run: 5\n- disks: {device: d, file: b}\n- run: [1, {value: 2}]\n";
        assertEquals(
                List.of("disk0", "disk0", "5", "disk1", "disk1", "1", "2"),
                desk.load(text, Map.of()).stream()
                        .map(Request::arguments)
                        .map(arguments -> arguments.getOrDefault(
                                "node-name", arguments.getOrDefault("id", arguments.getOrDefault("value", "?"))))
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void jsonIsFineAndSoIsNothing() {
        assertEquals(
                Map.of("value", BigInteger.ONE.shiftLeft(64)),
                desk.arguments("{\"run\": {\"value\": 18446744073709551616}}", Map.of()));
        assertEquals(List.of(), desk.load("", Map.of()));
        assertEquals(List.of(), desk.load("# nothing\n---\n# at all", Map.of()));
    }

    @Test
    void aFileSaysWhatItTakes() {
        var file = desk.file("a.yaml", """
                doc: Makes it
                parameters:
                  b: {type: list, default: ['x,y', z]}
                  a: {doc: An A, type: path}
                  c: {type: bool, default: true}
                  d: {optional: true}
                  e:
                ---
                {{ broken
                """);
        var described = desk.files().describe(file);
        assertEquals("Makes it", described.doc());
        assertEquals(
                List.of(
                        new Parameter("b", "list", "", Optional.of("x,,y,z"), false),
                        new Parameter("a", "path", "An A", Optional.empty(), false),
                        new Parameter("c", "bool", "", Optional.of("on"), false),
                        new Parameter("d", "str", "", Optional.empty(), true),
                        new Parameter("e", "str", "", Optional.empty(), false)),
                described.parameters());
    }

    @Test
    void pathsInAFileAreRelativeToItAndThoseGivenAreNot() {
        var text = """
                parameters:
                  a: {type: path, default: x/y.img}
                  b: {type: path}
                ---
                run: {a: '{{ a }}', b: '{{ b }}'}
                """;
        assertEquals(
                Map.of("a", desk.directory.resolve("x/y.img").toString(), "b", "z.img"),
                desk.arguments(text, Map.of("b", "z.img")));
    }

    @Test
    void allThatIsWrongWithTheParametersIsSaidAtOnce() {
        var text = """
                parameters:
                  kernel: {doc: The kernel}
                  memory: {type: size, default: 1G}
                  cpus: {type: int, default: 1}
                  quiet: {type: bool, default: false}
                ---
                """;
        assertEquals(
                """
                the line: parameter 'cpus': expected a whole number, not 'many'
                the line: there is no parameter 'kernal'; did you mean 'kernel'?
                the line: parameter 'memory': expected a size such as 4096, 512M or 2G, not '-1'
                the line: parameter 'quiet': expected 'on' or 'off', not 'maybe'
                the line: there is no parameter 'zzz'; there is kernel, memory, cpus, quiet
                test.yaml:2:3: parameter 'kernel' (The kernel) is missing; give kernel=VALUE
                  kernel: {doc: The kernel}
                  ^""",
                desk.refusal(
                        text,
                        new TreeMap<>(
                                Map.of("kernal", "x", "memory", "-1", "cpus", "many", "quiet", "maybe", "zzz", "1"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
                    parameter: {a: }              ! 1:1  ! there is no 'parameter' here; did you mean 'parameters'?; commands come after '---'
                    machine: {type: virt}         ! 1:1  ! there is no 'machine' here; commands come after '---'
                    parameters: [a]               ! 1:13 ! expected a mapping of names to what they are
                    parameters: {a: 5}            ! 1:17 ! expected a mapping with any of doc, type, default, optional
                    parameters: {a: {typ: str}}   ! 1:18 ! there is no 'typ' here; did you mean 'type'?
                    parameters: {a: {type: sizes}} ! 1:24 ! there is no type 'sizes'; there is str, size, int, bool, path, list
                    parameters: {a: {type: int, default: x}} ! 1:38 ! expected a whole number
                    parameters: {a: {optional: maybe}} ! 1:28 ! expected true or false
                    parameters: {a: {optional: true, default: x}} ! 1:34 ! a parameter with a default is never absent; leave 'optional' out
                    parameters: {a: {doc: [x]}}   ! 1:23 ! expected a text
                    parameters: {a-b: }           ! 1:14 ! 'a-b' is no name for a parameter: letters, digits and '_'; no word of templates
                    parameters: {is: }            ! 1:14 ! 'is' is no name for a parameter: letters, digits and '_'; no word of templates
                    parameters: {a: , a: }        ! 1:19 ! 'a' is here twice
                    5                             ! 1:1  ! before '---' a file has 'doc', 'extends' and 'parameters'
                    """)
    void aHeadThatMakesNoSenseIsShown(String head, String place, String message) {
        assertEquals(
                "test.yaml:%s: %s".formatted(place, message),
                desk.refusal(head + "\n---\n", Map.of()).lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "||", quoteCharacter = '`', textBlock = """
                    run: {value: 1, value: 2}    || 17 || 'value' is here twice
                    run: {value: 1               || 29 || not valid YAML: expected ',' or '}', but got <stream end>
                    run: a: b                    || 7  || not valid YAML: mapping values are not allowed here
                    run: 'x                      || 29 || not valid YAML: found unexpected end of stream
                    run: *nobody                 || 6  || not valid YAML: found undefined alias nobody
                    run: !!java.lang.Thread x    || 6  || the type 'tag:yaml.org,2002:java.lang.Thread' has no meaning in a configuration file
                    run: !mine {a: 1}            || 6  || the type '!mine' has no meaning in a configuration file
                    run: !!int x                 || 6  || this is no number
                    run: .inf                    || 6  || this is no number
                    run: {? [a] : 1}             || 9  || a key is a name
                    run: {<<: {a: 1}, b: &a [*a]} || 22 || this contains itself
                    runn: 1                      || 1  || there is no command or section 'runn'; did you mean 'run'?
                    devises: 1                   || 1  || there is no command or section 'devises'; did you mean 'devices'?
                    something: 1                 || 1  || there is no command or section 'something'; sections are consoles, devices, disks, machine
                    parameters: {a: }            || 1  || 'parameters' ends with a line '---', and the commands follow
                    stop: 1                      || 7  || this command takes no arguments
                    run: [[1]]                   || 7  || there is a list in the list
                    word                         || 1  || expected 'NAME: ARGUMENTS'
                    [{run: 1, stop: }]           || 2  || expected one 'NAME: ARGUMENTS' in each item
                    [run]                        || 2  || expected one 'NAME: ARGUMENTS' in each item
                    disks: {device: d}           || 8  || Parameter 'file' is missing
                    disks: {device: 5, file: a}  || 17 || Invalid parameter type for 'device'
                    disks: {file: a, device: d, driver: x} || 29 || Parameter 'driver' is unexpected; it is 'device' here
                    """)
    void aBodyThatMakesNoSenseIsShown(String body, int column, String message) {
        var line = body + " ".repeat(Math.max(0, 28 - body.length()));
        assertEquals(
                "test.yaml:1:%d: %s%n%s%n%s^".formatted(column, message, line, " ".repeat(column - 1)),
                desk.refusal(line, Map.of()));
    }

    @Test
    void aListThatIsGivenIsAsIfItWereWrittenOut() {
        var requests = desk.load("parameters: {l: {type: list}}\n---\ndevices: '{{ l }}'\n", Map.of("l", "a,b"));
        assertEquals("device_add{driver=a}\ndevice_add{driver=b}", commands(requests));
    }

    @Test
    void aListIsNoPartOfAText() {
        assertEquals(
                "test.yaml:3:6: a list cannot be part of a text; use the filter 'join'",
                desk.refusal("parameters: {l: {type: list}}\n---\nrun: 'x{{ l }}'\n", Map.of("l", "a,b"))
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void thereIsOneBody() {
        assertEquals("""
                test.yaml:3:1: a second '---': a file has its parameters before the first, and its commands after it
                ---
                ^""", desk.refusal("---\nrun: 1\n---\nrun: 2\n", Map.of()));
    }

    @Test
    void aliasesThatMakeTooMuchAreStopped() {
        var text = "run:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
                + IntStream.range(1, 7)
                        .mapToObj(i -> "  a%d: &a%d [%s]\n"
                                .formatted(i, i, String.join(", ", Collections.nCopies(8, "*a" + (i - 1)))))
                        .collect(Collectors.joining());
        assertTrue(desk.refusal(text, Map.of()).contains("aliases make too much of this"));
    }

    @Test
    void whatIsNestedTooDeeplyIsStopped() {
        assertTrue(
                shownFirst("run: " + "[".repeat(100_000)).startsWith("test.yaml:1:69: not valid YAML: this is nested"));
        assertTrue(shownFirst("run: " + "{a: ".repeat(100_000)).endsWith("this is nested more than 64 deep"));
        assertEquals(
                "test.yaml:1:8: this is longer than 1000 characters",
                shownFirst("run: {{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}"));
        assertEquals("test.yaml:33:4: this is more than 32 blocks deep", shownFirst("#% if 1\n".repeat(100)));
    }

    private String shownFirst(String text) {
        return desk.refusal(text, Map.of()).lines().findFirst().orElseThrow();
    }

    @Test
    void everyErrorOfTheBodyIsShown() {
        assertEquals(
                """
                test.yaml:2:1: there is no command or section 'nothing'; sections are consoles, devices, disks, machine
                nothing: 1
                ^
                test.yaml:4:5: Parameter 'file' is missing
                  - {device: a}
                    ^
                test.yaml:6:1: there is no command or section 'nor_this'; sections are consoles, devices, disks, machine
                nor_this: 1
                ^""",
                desk.refusal(
                        "---\nnothing: 1\ndisks:\n  - {device: a}\n  - {device: a, file: b}\nnor_this: 1\n", Map.of()));
    }

    @Test
    void anErrorOfACommandLeadsToItsArgumentThroughTheSection() {
        var requests = desk.load(
                "consoles:\n\t- {type: file, path: x}\ndisks: [{device: d, file: f, ro: 1}]\n".replace("\t", "  "),
                Map.of());
        assertEquals(
                "test.yaml:2:24: no\n  - {type: file, path: x}\n                       ^",
                explained(requests.get(0), List.of("backend", "data", "path"), "no"));
        assertEquals(
                "test.yaml:2:12: no\n  - {type: file, path: x}\n           ^",
                explained(requests.get(0), List.of("backend", "type"), "no"));
        assertEquals(
                "test.yaml:2:5: no\n  - {type: file, path: x}\n    ^", explained(requests.get(0), List.of(), "no"));
        assertTrue(explained(requests.get(2), List.of("filename"), "no").startsWith("test.yaml:3:27: "));
        assertTrue(explained(requests.get(3), List.of("driver"), "no").startsWith("test.yaml:3:18: "));
        assertTrue(
                explained(requests.get(3), List.of("ro"), "'ro' is unexpected").startsWith("test.yaml:3:30: "));
        assertTrue(
                explained(requests.get(3), List.of("bus"), "'bus' is missing").startsWith("test.yaml:3:9: "));
    }

    @Test
    void aCaretStandsBelowItsCharacterAfterTabsAndWideCharacters() {
        var shown = desk.refusal("{run: {\"😀\",\ta: 1, a: 2}}", Map.of());
        assertTrue(shown.startsWith("test.yaml:1:19: "), shown);
        assertTrue(shown.endsWith("\n           \t      ^"), shown);
    }

    @Test
    void aFileIsLookedForHereAndThenAmongTheShipped() throws IOException {
        var search = new SearchPath(Optional.of(desk.shipped));
        desk.ship("linux.yaml", "shipped");
        desk.file("linux.yaml", "beside");
        assertEquals("shipped", search.open("linux.yaml", Optional.empty()).line(1));
        assertEquals(
                "beside", search.open("linux.yaml", Optional.of(desk.directory)).line(1));
        assertEquals(
                "No such file or directory; did you mean 'linux.yaml'?",
                assertThrows(IOException.class, () -> search.open("linx.yaml", Optional.empty()))
                        .getMessage());
        assertEquals(
                "No such file or directory; shipped are linux.yaml",
                assertThrows(IOException.class, () -> search.open("../config/x", Optional.empty()))
                        .getMessage());
    }

    @Test
    void whatIsNoConfigurationFileIsRefusedInWords() throws IOException {
        Files.write(desk.directory.resolve("image"), new byte[] {'M', 'Z', (byte) 0xff, 0});
        Files.write(desk.directory.resolve("disk.img"), new byte[Source.LONGEST + 1]);
        desk.file("bell.yaml", "run: 1\nrun: \u0007\n");
        assertEquals("it is no configuration file: not UTF-8 text", unreadable("image"));
        assertEquals("it is no configuration file: longer than 1 MiB", unreadable("disk.img"));
        assertEquals("it is a directory", unreadable("."));
        assertEquals("the name is empty", unreadable(null));
        assertEquals("this is no file name", unreadable("a\0b"));
        assertEquals(
                "bell.yaml:2:6: the character U+0007 has no place in a configuration file\nrun: ?\n     ^",
                desk.shortened(
                        assertThrows(CommandException.class, () -> desk.files().describe(desk.directory + "/bell.yaml"))
                                .message()));
    }

    private String unreadable(@Nullable String name) {
        var file = name == null ? "" : desk.directory + "/" + name;
        var refused = assertThrows(CommandException.class, () -> desk.files().describe(file));
        assertEquals(List.of("file"), refused.path());
        return refused.message().replace("Could not open '" + file + "': ", "");
    }

    @Test
    void theShippedFilesAreWellFormed() {
        var shipped = Path.of("../../../config").toAbsolutePath().normalize();
        var files = new ConfigFiles(
                new SearchPath(Optional.of(shipped)),
                new Expansion.Registry(desk.commands(), desk.sections(), new FakeRecords()),
                new FakeTypes());
        assertEquals(
                """
                chardev-add{backend={data={}, type=stdio}, id=serial0}
                serial-add{chardev=serial0}
                machine-create{cmdline=console=ttyS0 earlycon, cpus=1, firmware=sbi, initrd=i, kernel=k, memory=536870912, type=virt}""",
                commands(files.load("linux.yaml", Map.of("kernel", "k", "initrd", "i"), Desk.WORD)
                                .requests())
                        .replace("{type=stdio, data={}}", "{data={}, type=stdio}"));
        assertEquals(
                3,
                files.load("firmware.yaml", Map.of("firmware", "f.elf"), Desk.WORD)
                        .requests()
                        .size());
        for (var name : List.of("linux.yaml", "firmware.yaml")) {
            for (var parameter : files.describe(name).parameters()) {
                assertTrue(!parameter.doc().isEmpty(), parameter.name());
            }
        }
    }
}

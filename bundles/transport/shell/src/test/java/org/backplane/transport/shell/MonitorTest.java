package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorTest {
    final FakeCommands commands = new FakeCommands();
    final Monitor monitor = new Monitor(commands, commands);

    Monitor.Run run(String line) {
        return assertInstanceOf(Monitor.Run.class, monitor.read(line));
    }

    Map<String, Object> arguments(String line) {
        return run(line).request().arguments();
    }

    String error(String line) {
        return assertThrows(CommandException.class, () -> monitor.read(line)).message();
    }

    @ParameterizedTest
    @CsvSource({
        "info status, query-status",
        "query-status, query-status",
        "query_status, query-status",
        "info named-block-nodes, query-named-block-nodes",
        "object_add a b, object-add",
        "device-del a, device_del",
        "q, quit",
        "'  quit  ', quit"
    })
    void commandsHaveTheirNamesAndThoseOfQemusMonitor(String line, String command) {
        assertEquals(command, run(line).request().command());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# a remark"})
    void thereIsNothingToDoOnAnEmptyLine(String line) {
        assertEquals(new Monitor.Nothing(), monitor.read(line));
    }

    @Test
    void wordsAreArgumentsInTheOrderOfTheRecord() {
        assertEquals(
                Map.of("driver", "virtio-blk-device", "drive", "d0", "id", "d1"),
                arguments("device_add virtio-blk-device drive=d0 id=d1"));
        assertEquals(Map.of("driver", "x", "id", "i", "bus", "b"), arguments("device_add id=i x b"));
        assertEquals(Request.Form.WORDS, run("quit").request().form());
    }

    @Test
    void wordsMayBeJoinedByCommasAsForQemu() {
        assertEquals(
                Map.of("driver", "virtio-blk-device", "drive", "d0", "id", "d1"),
                arguments("device_add virtio-blk-device,drive=d0,id=d1"));
    }

    @Test
    void dotsLeadInwardsAndNumbersMakeLists() {
        assertEquals(
                Map.of("id", "c", "backend", Map.of("type", "null")), arguments("chardev-add c backend.type=null"));
        assertEquals(Map.of("names", List.of("a", "b")), arguments("set-action names.1=b names.0=a"));
    }

    @Test
    void quotesAndBackslashesTakeTheMeaningFromBlanks() {
        assertEquals(Map.of("qom-type", "a b", "id", "c\"d"), arguments("object-add 'a b' \"c\\\"d\""));
        assertEquals(Map.of("qom-type", "x=y", "id", "a b"), arguments("object-add 'x=y' id=a\\ b"));
    }

    @Test
    void jsonIsAValueOrAllArguments() {
        assertEquals(
                Map.of("id", "c", "backend", Map.of("type", "file", "data", Map.of("out", "a } b"))),
                arguments("chardev-add c {\"type\": \"file\", \"data\": {\"out\": \"a } b\"}}"));
        assertEquals(Map.of("now", true), arguments("set-action {\"now\": true}"));
        assertEquals(Map.of("names", List.of("a", 1L)), arguments("set-action names=[\"a\", 1]"));
    }

    @Test
    void whatIsUnknownIsForTheShellOfOsgi() {
        assertEquals(
                "lb -l",
                assertInstanceOf(Monitor.Foreign.class, monitor.read("lb -l")).line());
        assertInstanceOf(Monitor.Foreign.class, monitor.read("query-status | grep x"));
        assertEquals(
                "unknown command: 'devic_add'; did you mean 'device_add'?\ndevic_add x\n^",
                assertInstanceOf(Monitor.Foreign.class, monitor.read("devic_add x"))
                        .unknown());
    }

    @Test
    void anErrorShowsWhereItIsAndWhatMayHaveBeenMeant() {
        assertEquals("""
                Parameter 'drvie' is unexpected; did you mean 'drive'?
                device_add virtio-blk-device drvie=d0
                                             ^""", error("device_add virtio-blk-device drvie=d0"));
        assertEquals("""
                Parameter 'color' is unexpected; expected: id, qom-type
                object-add a b color=red
                               ^""", error("object-add a b color=red"));
        assertEquals("""
                'c' is too much; expected: object-add qom-type id
                object-add a b c
                               ^""", error("object-add a b c"));
        assertEquals("""
                unknown command: 'info statsu'; did you mean 'status'?
                info statsu
                     ^""", error("info statsu"));
        assertTrue(error("object-add id=a id=b").startsWith("Parameter 'id' is given twice\n"));
    }

    @ParameterizedTest
    @CsvSource({"object-add 'a, 11", "object-add a id={\"x\", 16", "object-add \"a, 11"})
    void whatIsNotClosedIsAnError(String line, int column) {
        var lines = error(line).lines().toList();
        assertEquals(" ".repeat(column) + "^", lines.getLast());
    }

    @Test
    void anErrorOfTheCommandIsShownAtItsArgument() {
        var tag = run("object-add a id=b").tag();
        assertEquals(
                "taken\nobject-add a id=b\n             ^",
                Monitor.explain(tag, CommandException.badArgument("id", "taken")));
        assertEquals(
                "missing\nobject-add a id=b\n                 ^",
                Monitor.explain(tag, CommandException.badArgument("other", "missing")));
        assertEquals("no", Monitor.explain(tag, CommandException.failed("no")));
    }

    @Test
    void helpExplainsACommandByItsSchema() {
        var help = assertInstanceOf(Monitor.Text.class, monitor.read("help device_add"))
                .text();
        assertTrue(help.startsWith("device_add driver [id] [bus] [name=value...]\nPlugs a device in.\n"), help);
        assertTrue(help.contains("driver      string     "), help);
        var all = assertInstanceOf(Monitor.Text.class, monitor.read("help")).text();
        assertTrue(all.contains("chardev-add  Opens a character device."), all);
        var topics = assertInstanceOf(Monitor.Text.class, monitor.read("info")).text();
        assertTrue(topics.contains("status             What the machine does."), topics);
        assertEquals("unknown command: 'nothing'\nhelp nothing\n     ^", error("help nothing"));
    }
}

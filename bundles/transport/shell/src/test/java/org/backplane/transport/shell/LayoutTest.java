package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayoutTest {

    static Map<String, Object> object(@Nullable Object... members) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], members[i + 1]);
        }
        return object;
    }

    @Test
    void aCommandThatHasNothingToSaySaysNothing() {
        assertEquals("", Layout.of(Map.of()));
        assertEquals("none", Layout.of(List.of()));
        assertEquals("text", Layout.of("text"));
    }

    @Test
    void anObjectIsNamesAndValuesInTwoColumns() {
        assertEquals("""
                running  true
                status   running
                next     -""", Layout.of(object("running", true, "status", "running", "next", null)));
    }

    @Test
    void aListOfObjectsIsATableWithNumbersAtTheRight() {
        assertEquals(
                """
                name   count  level
                uart      12  true
                timer   1000
                """.stripTrailing(),
                Layout.of(List.of(
                        object("name", "uart", "count", 12L, "level", true), object("name", "timer", "count", 1000L))));
    }

    @Test
    void whatDoesNotFitIntoACellHasLinesOfItsOwn() {
        assertEquals(
                """
                path     /machine/uart
                windows
                  index        base
                      0  0x10000000
                state
                  lcr  a rather long text that has no room in a cell with others, or two of them
                """.stripTrailing(),
                Layout.of(object(
                        "path", "/machine/uart",
                        "windows", List.of(object("index", 0L, "base", 0x10000000L)),
                        "state",
                                object(
                                        "lcr",
                                        "a rather long text that has no room in a cell with others, or two of them"))));
    }

    @Test
    void whatHasPathsIsATree() {
        assertEquals(
                """
                /
                ├─ machine (virt-machine)
                │  ├─ cpu0 (rv64-cpu)
                │  └─ peripheral (container)
                │     └─ d1 (virtio-blk-device)  bundle=blk 1.0
                └─ objects (container)
                """.stripTrailing(),
                Layout.of(List.of(
                        object("path", "/"),
                        object("path", "/machine", "type", "virt-machine"),
                        object("path", "/machine/cpu0", "type", "rv64-cpu"),
                        object("path", "/machine/peripheral", "type", "container"),
                        object("path", "/machine/peripheral/d1", "type", "virtio-blk-device", "bundle", "blk 1.0"),
                        object("path", "/objects", "type", "container"))));
    }

    @Test
    void addressesAreAMap() {
        var text = Layout.of(List.of(
                object("base", 0x1000L, "size", 0x1000L, "name", "rom"),
                object("base", 0x2000L, "size", 0x1000L, "name", "uart"),
                object("base", 0x80000000L, "size", 0x08000000L, "name", "ram")));
        assertEquals("""
                                    · 4 KiB
                0x0000000000001000┌────────────────┐
                                  │    4 KiB  rom  │
                0x0000000000002000├────────────────┤
                                  │    4 KiB  uart │
                                  └────────────────┘
                                    · 2.0 GiB
                0x0000000080000000┌────────────────┐
                                  │  128 MiB  ram  │
                0x0000000088000000└────────────────┘
                """.stripTrailing(), text);
    }
}

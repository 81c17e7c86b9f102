package org.backplane.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.backplane.api.config.Configuration.Parameter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtendsTest {
    private static final String BASE = """
            doc: A machine
            parameters:
              memory: {doc: Guest memory, type: size, default: 1G}
              log: {type: path, default: log/out}
            ---
            machine: {type: virt, memory: "{{ memory }}", cpus: 2}
            disks:
              - {device: blk, file: a.img, id: a}
              - {device: blk, file: b.img, id: b}
            run: "{{ log }}"
            """;

    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void layDesk() {
        desk = new Desk(temporary);
        desk.file("base.yaml", BASE);
    }

    private String commands(String text, Map<String, Object> parameters) {
        return desk.shortened(desk.load(text, parameters).stream()
                .map(request -> request.command() + new TreeMap<>(request.arguments()))
                .collect(Collectors.joining("\n")));
    }

    private String disks(String over) {
        return desk.load("extends: base.yaml\n---\n" + over, Map.of()).stream()
                .filter(request -> request.command().equals("blockdev-add"))
                .map(request -> "%s=%s"
                        .formatted(
                                request.arguments().get("node-name"),
                                request.arguments().get("filename")))
                .collect(Collectors.joining(" "));
    }

    @Test
    void onePropertyIsOverriddenAndAllElseIsAsItWas() {
        assertEquals(
                commands(BASE.replace("cpus: 2", "cpus: 4"), Map.of()),
                commands("extends: base.yaml\n---\nmachine: {cpus: 4}\n", Map.of()));
    }

    @Test
    void aFileWithNothingOfItsOwnIsItsBase() {
        assertEquals(
                commands(BASE, Map.of("memory", "4G")), commands("extends: base.yaml\n---\n", Map.of("memory", "4G")));
    }

    @Test
    void aDeclarationOverridesWhatItSaysOfAParameter() {
        var text = """
                extends: base.yaml
                parameters:
                  memory: {default: 2G}
                  cpus: {type: int, default: 3}
                ---
                machine: {cpus: "{{ cpus }}"}
                """;
        assertTrue(commands(text, Map.of()).startsWith("machine-create{cpus=3, memory=2147483648, type=virt}"));
        var described = desk.files().describe(desk.file("test.yaml", text));
        assertEquals("A machine", described.doc());
        assertEquals(
                List.of(
                        new Parameter("memory", "size", "Guest memory", Optional.of("2G"), false),
                        new Parameter("log", "path", "", Optional.of("log/out"), false),
                        new Parameter("cpus", "int", "", Optional.of("3"), false)),
                described.parameters());
    }

    @Test
    void aDefaultPathIsRelativeToTheFileThatHasIt() {
        desk.ship("shipped.yaml", BASE);
        assertTrue(commands("extends: shipped.yaml\n---\n", Map.of()).endsWith("run{value=config/log/out}"));
        assertTrue(commands("extends: shipped.yaml\nparameters: {log: {default: mine}}\n---\n", Map.of())
                .endsWith("run{value=mine}"));
    }

    @Test
    void itemsOfListsAreMergedById() {
        assertEquals("a=a.img b=c.img", disks("disks: [{id: b, file: c.img}]\n"));
        assertEquals("a=a.img b=c.img", disks("disks: {id: b, file: c.img}\n"));
        assertEquals("a=a.img b=b.img c=c.img", disks("disks: [{id: c, device: blk, file: c.img}]\n"));
    }

    @Test
    void aListWithoutIdsTakesThePlaceOfTheOther() {
        assertEquals("disk0=c.img", disks("disks: [{device: blk, file: c.img}]\n"));
        assertEquals("", disks("disks: []\n"));
    }

    @Test
    void twoSingleItemsWithTheirOwnIdsAreBothThere() {
        desk.file("one.yaml", "disks: {id: a, device: blk, file: a.img}\n");
        assertTrue(commands("extends: one.yaml\n---\ndisks: {id: b, device: blk, file: b.img}\n", Map.of())
                .contains("node-name=a, read-only=false}\ndevice_add{drive=a, driver=blk, id=a}\nblockdev-add"));
    }

    @Test
    void whatIsAListOfSingleKeysFollows() {
        desk.file("list.yaml", "- run: 1\n- run: 2\n");
        assertEquals(
                "run{value=1}\nrun{value=2}\nrun{value=3}", commands("extends: list.yaml\n---\nrun: 3\n", Map.of()));
        assertEquals(
                "run{value=1}\nrun{value=2}\nrun{value=3}\nrun{value=3}",
                commands("extends: list.yaml\n---\n- run: 3\n- run: 3\n", Map.of()));
    }

    @Test
    void baseOfABaseIsFoundFromWhereThatIs() {
        desk.ship("deep.yaml", "run: 1\nstop:\n");
        desk.ship("middle.yaml", "extends: deep.yaml\n---\nrun: 2\n");
        assertEquals("run{value=2}\nstop{}", commands("extends: middle.yaml\n---\n", Map.of()));
    }

    @Test
    void anErrorIsShownInTheFileThatMadeIt() {
        desk.file("bad.yaml", "machine:\n  type: virt\n  cpus: {{ nope }}\n");
        assertTrue(desk.refusal("extends: bad.yaml\n---\nrun: 1\n", Map.of()).startsWith("bad.yaml:3:"));

        var requests = desk.load("extends: base.yaml\n---\nmachine: {cpus: 4}\n", Map.of());
        var machine = requests.getFirst().place();
        assertTrue(desk.shortened(machine.explain(List.of("cpus"), "no")).startsWith("test.yaml:3:17: no"));
        assertTrue(desk.shortened(machine.explain(List.of("memory"), "no")).startsWith("base.yaml:6:31: no"));
    }

    @Test
    void aBaseThatIsNotThereIsShownWhereItIsNamed() {
        var refusal = desk.refusal("extends: bass.yaml\n---\nrun: 1\n", Map.of());
        assertTrue(
                refusal.startsWith("test.yaml:1:10: could not open 'bass.yaml': No such file or directory"), refusal);
        assertTrue(desk.refusal("extends: [a]\n---\n", Map.of()).startsWith("test.yaml:1:10: expected the name"));
    }

    @Test
    void circlesAreRefused() {
        assertTrue(desk.refusal("extends: ./test.yaml\n---\nrun: 1\n", Map.of())
                .startsWith("test.yaml:1:10: files extend each other in a circle: test.yaml"));
        desk.file("one.yaml", "extends: two.yaml\n---\n");
        desk.file("two.yaml", "extends: one.yaml\n---\n");
        var refusal = desk.refusal("extends: one.yaml\n---\n", Map.of());
        assertTrue(refusal.startsWith("two.yaml:1:10: files extend each other in a circle: "), refusal);
    }

    @Test
    void aLongChainIsRefused() {
        desk.file("f0.yaml", "run: 1\n");
        for (int i = 1; i < 9; i++) {
            desk.file("f%d.yaml".formatted(i), "extends: f%d.yaml\n---\n".formatted(i - 1));
        }
        assertEquals("run{value=1}", commands("extends: f6.yaml\n---\n", Map.of()));
        assertTrue(desk.refusal("extends: f8.yaml\n---\n", Map.of()).contains("more than 8 deep"));
    }

    @Test
    void extendsInAFileWithoutAHeadIsPointedAt() {
        assertTrue(desk.refusal("extends: base.yaml\nmachine: {cpus: 4}\n", Map.of())
                .startsWith("test.yaml:1:1: 'extends' ends with a line '---', and the commands follow"));
    }
}

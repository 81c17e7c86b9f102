package org.backplane.core.commands.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Secret;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.backplane.core.board.ObjectTree;
import org.backplane.core.commands.device.DeviceAdd;
import org.backplane.core.journal.Journal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectsTest {
    final Bench bench = new Bench();
    final ObjectTree tree = new ObjectTree(bench.vm, bench.chardevs, bench.blocks, bench.objects);
    final ObjectAdd add = new ObjectAdd(bench.objects);
    final ObjectDel del = new ObjectDel(bench.objects);

    @AfterEach
    void close() {
        bench.close();
    }

    private static ObjectAdd.Arguments dice(String id) {
        return new ObjectAdd.Arguments("dice", id, Map.of("sides", 6L, "word", new Secret("xyzzy")));
    }

    private Object get(String path, String property) {
        return bench.give(new QomGet(tree), new QomGet.Arguments(path, property));
    }

    private String refusalToSet(String path, String property, Object value) {
        return bench.refusal(new QomSet(tree, new Journal()), new QomSet.Arguments(path, property, value));
    }

    private List<String> names(String path) {
        return bench.loop.call(() -> List.copyOf(tree.find(path).properties().keySet()));
    }

    @Test
    void anObjectIsInTheTreeUntilItIsRemoved() {
        bench.give(add, dice("d6"));
        assertEquals(6L, get("/objects/d6", "sides"));
        assertEquals("dice", get("/objects/d6", "type"));
        assertEquals("/objects/d6", get("/objects", "d6"));
        bench.give(del, new ObjectDel.Arguments("d6"));
        assertTrue(Bench.Dice.CLOSED.remove(6L));
        assertEquals(List.of("type"), names("/objects"));
    }

    @Test
    void anObjectIsTakenBack() {
        bench.give(add, dice("d6"));
        bench.call.takeBack();
        assertEquals(List.of("type"), names("/objects"));
    }

    @Test
    void anIdIsAnIdentifierAndGivenOnce() {
        bench.give(add, dice("d6"));
        assertEquals(
                "attempt to add duplicate property 'd6' to object (type 'container')", bench.refusal(add, dice("d6")));
        assertEquals("Parameter 'id' expects an identifier", bench.refusal(add, dice("6d")));
        assertEquals("object '6d' not found", bench.refusal(del, new ObjectDel.Arguments("6d")));
    }

    @Test
    void anObjectThatCannotBeMadeSaysWhy() {
        assertEquals(
                "a die has sides",
                bench.refusal(add, new ObjectAdd.Arguments("dice", "d0", Map.of("sides", 0L, "word", new Secret("")))));
    }

    @Test
    void aSecretIsNotShown() {
        bench.give(add, dice("d6"));
        assertEquals(List.of("type", "sides"), names("/objects/d6"));
        assertFalse(dice("d6").toString().contains("xyzzy"));
    }

    @Test
    void anObjectInUseStays() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, dice("d6"));
        var device = bench.loop.call(() -> bench.vm.plug("g", "gadget", Optional.empty(), Map.of("rng", "d6")));
        assertEquals("object 'd6' is in use, can not be deleted", bench.refusal(del, new ObjectDel.Arguments("d6")));
        bench.onLoop(() -> bench.vm.unplug(device));
        bench.give(del, new ObjectDel.Arguments("d6"));
    }

    @Test
    void aDeviceTakesOnlyAnObjectOfTheRightKind() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, dice("d6"));
        var plug = new DeviceAdd(bench.vm);
        assertEquals("Device 'd8' not found", bench.refusal(plug, gadget("rng", "d8")));
        assertEquals(
                "Invalid parameter type for 'password', expected: secret",
                bench.refusal(plug, gadget("password", "d6")));
    }

    private static DeviceAdd.Arguments gadget(String property, String object) {
        return new DeviceAdd.Arguments("gadget", Optional.of("g"), Optional.empty(), Map.of(property, object));
    }

    @Test
    void settingsOfTheMachineAreChangedUntilItIsBuilt() {
        bench.machine(Phase.MACHINE_CREATED);
        bench.give(new QomSet(tree, new Journal()), new QomSet.Arguments("/machine", "cmdline", "quiet"));
        assertEquals("quiet", get("/machine", "cmdline"));
        assertEquals(Phase.MACHINE_CREATED, bench.phases.phase());
        assertEquals("Invalid parameter type for 'cmdline', expected: string", refusalToSet("/machine", "cmdline", 7L));
        bench.call.takeBack();
        assertEquals("", get("/machine", "cmdline"));
        bench.onLoop(() -> bench.phases.advance(Phase.MACHINE_INITIALIZED));
        assertEquals("Property 'cmdline' can no longer be set", refusalToSet("/machine", "cmdline", "quiet"));
    }

    @Test
    void aSettingThatTheUserDidNotGiveCanBeGivenLater() {
        bench.machine(Phase.ACCEL_CREATED);
        assertFalse(names("/machine").contains("memory"));
        bench.give(new QomSet(tree, new Journal()), new QomSet.Arguments("/machine", "memory", 4096L));
        assertEquals(4096L, get("/machine", "memory"));
        assertEquals(Phase.ACCEL_CREATED, bench.phases.phase());
        assertEquals("Property 'bench-machine.memroy' not found", refusalToSet("/machine", "memroy", 4096L));
    }

    @Test
    void whatCannotBeSetSaysWhy() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, dice("d6"));
        assertEquals("Property 'bench-machine.nope' not found", refusalToSet("/machine", "nope", 1L));
        assertEquals("Property 'bench-machine.type' is not writable", refusalToSet("/machine", "type", "x"));
        assertEquals("Property 'bench-machine.onboard' is not writable", refusalToSet("/machine", "onboard", "x"));
        assertEquals("Property 'sides' can no longer be set", refusalToSet("/objects/d6", "sides", 8L));
        assertEquals("Property 'gadget.faulty' is not writable", refusalToSet("/machine/onboard", "faulty", true));
        assertEquals(
                "Invalid parameter type for 'realized', expected: boolean",
                refusalToSet("/machine/onboard", "realized", "x"));
        assertEquals(
                "Attempt to set property 'volume' on device 'onboard' (type 'gadget') after it was realized",
                refusalToSet("/machine/onboard", "volume", 7L));
        assertEquals("Device '/nope' not found", refusalToSet("/nope", "x", 7L));
        bench.give(new QomSet(tree, new Journal()), new QomSet.Arguments("/machine/onboard", "realized", true));
    }

    @Test
    void severalObjectsAreReadAtOnce() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var values = (List<?>)
                bench.give(new QomListGet(tree), new QomListGet.Arguments(List.of("/machine/onboard", "/objects")));
        var onboard = (QomListGet.ObjectPropertiesValues) values.getFirst();
        assertTrue(
                onboard.properties().contains(new QomListGet.ObjectPropertyValue("volume", "uint8", Optional.of(3L))));
        assertEquals(2, values.size());
        assertEquals(
                "Device '/nope' not found",
                bench.refusal(new QomListGet(tree), new QomListGet.Arguments(List.of("/machine", "/nope"))));
    }
}

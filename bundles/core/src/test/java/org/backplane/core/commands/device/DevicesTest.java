package org.backplane.core.commands.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.backplane.core.board.ObjectTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicesTest {
    final Bench bench = new Bench();
    final DeviceAdd add = new DeviceAdd(bench.vm);
    final DeviceDel del =
            new DeviceDel(bench.vm, new ObjectTree(bench.vm, bench.chardevs, bench.blocks, bench.objects), bench.loop);

    @AfterEach
    void close() {
        bench.close();
    }

    private static DeviceAdd.Arguments gadget(String id, Optional<String> bus) {
        return new DeviceAdd.Arguments("gadget", Optional.of(id), bus, Map.of());
    }

    private String refusalToDelete(String id) {
        return bench.refusal(del, new DeviceDel.Arguments(id));
    }

    @Test
    void aDeviceComesAndGoesUntilTheGuestMayKnowIt() throws Exception {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, gadget("g", Optional.empty()));
        bench.give(del, new DeviceDel.Arguments("g"));
        assertEquals(
                Map.of("device", "g", "path", "/machine/peripheral/g"),
                bench.await("DEVICE_DELETED").data());
        assertEquals("Device 'g' not found", refusalToDelete("g"));
    }

    @Test
    void aMachineThatIsReadyTakesAndGivesNoDevice() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, gadget("g", Optional.empty()));
        bench.onLoop(() -> bench.phases.advance(Phase.MACHINE_READY));
        var refusal = "Bus 'main-system-bus' does not support hotplugging";
        assertEquals(refusal, bench.refusal(add, gadget("h", Optional.empty())));
        assertEquals(refusal, refusalToDelete("g"));
        assertEquals(refusal, refusalToDelete("/machine/peripheral/g"));
    }

    @Test
    void whatTheUserDidNotAddStays() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        assertEquals("Bus 'main-system-bus' does not support hotplugging", refusalToDelete("/machine/onboard"));
        assertEquals("/machine is not a hotpluggable device", refusalToDelete("/machine"));
        assertEquals(" is not a hotpluggable device", refusalToDelete(""));
        assertEquals("Device '/nope' not found", refusalToDelete("/nope"));
    }

    @Test
    void aDeviceIsNamedByAnIdentifierOfItsOwn() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.give(add, gadget("g", Optional.empty()));
        assertEquals("Duplicate device ID 'g'", bench.refusal(add, gadget("g", Optional.empty())));
        assertEquals("Parameter 'id' expects an identifier", bench.refusal(add, gadget("1g", Optional.empty())));
        assertEquals("Bus 'nope' not found", bench.refusal(add, gadget("h", Optional.of("nope"))));
        assertEquals("Device 'h' not found", refusalToDelete("h"));
    }
}

package org.backplane.machine.none;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.machine.MachineSettings;
import org.backplane.testkit.FakeBoard;
import org.backplane.testkit.FakeBoard.Shape;
import org.junit.jupiter.api.Test;

final class NoneMachineTest {
    private static final NoneMachine.Properties PROPERTIES = new NoneMachine.Properties();

    private final NoneMachine type = new NoneMachine();

    private static MachineSettings settings(Optional<String> memory, int cpus, Optional<String> cpu) {
        return new MachineSettings(
                "none",
                memory.map(DataSize::parse),
                cpus,
                cpu,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    @Test
    void itIsEmptyUnlessTheUserNamesSomething() {
        var board = new FakeBoard(settings(Optional.empty(), 1, Optional.empty()));
        type.check(PROPERTIES, board.settings());
        type.build(PROPERTIES, board);

        assertEquals(List.of(), board.regions());
        assertEquals(List.of(), board.cpus());
        assertEquals(List.of(), board.devices());
    }

    @Test
    void itHasTheMemoryAndTheProcessorThatTheUserNames() {
        var board = new FakeBoard(settings(Optional.of("1M"), 1, Optional.of("rv64")));
        type.check(PROPERTIES, board.settings());
        var machine = type.build(PROPERTIES, board);

        assertEquals(0, board.regions().getFirst().base());
        assertEquals(1 << 20, board.regions().getFirst().size());
        assertEquals("rv64", board.fakeCpu(0).type());
        assertEquals(1 << 20, machine.bootLayout().ramSize());
    }

    @Test
    void whatItCannotBeIsRefusedByName() {
        refused("memory", settings(Optional.of("4097"), 1, Optional.empty()));
        refused("cpus", settings(Optional.empty(), 2, Optional.of("rv64")));
        refused("cpus", settings(Optional.empty(), -1, Optional.empty()));
        refused(
                "kernel",
                new MachineSettings(
                        "none",
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Image"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
    }

    @Test
    void itTakesNoDevice() {
        var board = new FakeBoard(settings(Optional.empty(), 1, Optional.empty()))
                .offer("virtio-mmio", new Shape(List.of(0x200L), List.of(), Map.of()));
        var machine = type.build(PROPERTIES, board);
        var device = board.device("disk0", "virtio-mmio", Map.of()).realize();

        var refusal = assertThrows(CommandException.class, () -> machine.place(device));
        assertTrue(refusal.message().contains("virtio-mmio"));
    }

    private void refused(String setting, MachineSettings settings) {
        var refusal = assertThrows(CommandException.class, () -> type.check(PROPERTIES, settings));
        assertEquals(List.of(setting), refusal.path());
        assertTrue(refusal.message().contains(setting) || setting.equals("cpus"), refusal.message());
    }
}

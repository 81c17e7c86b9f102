package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.machine.MachineSettings;
import org.backplane.core.FakeRegistry;
import org.junit.jupiter.api.Test;

class CpuCheckTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final CpuCheck check = new CpuCheck(registry.catalog());

    CpuCheckTest() {
        registry.register(CpuType.class, "backplane.cpu.name", "counter", new VmTest.CounterType());
    }

    private static MachineSettings settings(Optional<String> cpu) {
        Optional<String> none = Optional.empty();
        return new MachineSettings("m", Optional.empty(), 1, cpu, none, none, none, none, none, Map.of());
    }

    private void refused(String message, String cpu) {
        var error = assertThrows(CommandException.class, () -> check.check(settings(Optional.of(cpu))));
        assertEquals(message, error.message());
        assertEquals(List.of("cpu"), error.path());
    }

    @Test
    void aProcessorThatIsThereIsWell() {
        assertDoesNotThrow(() -> check.check(settings(Optional.of("counter,counts=off"))));
        assertDoesNotThrow(() -> check.check(settings(Optional.empty())));
    }

    @Test
    void whatIsWrongWithAProcessorIsWrongWithTheArgument() {
        refused("CPU type 'nope' not found; there is counter", "nope");
        refused("Parameter 'counts' expects 'on' or 'off'", "counter,counts=maybe");
        refused("Parameter 'sums' is unexpected; expected: counts", "counter,sums=on");
        refused("Expected key=value format, found counts.", "counter,counts");
    }
}

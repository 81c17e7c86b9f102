package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockBackend.Operation;
import org.backplane.api.backend.BlockBackend.Request;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.Bench;
import org.backplane.core.board.Vm.Cause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device throws wherever it can be called; another version of it takes over and finishes what was begun. */
@Timeout(60)
class FaultTest {
    private static final long DEVICE = 0x1000_0000L;
    private static final String PATH = "/machine/peripheral/f";

    /** What calls the device. */
    enum Caller {
        REGISTER(0),
        TIMER(4),
        COMPLETION(8);

        /** Where the register is that has it call. */
        private final int offset;

        Caller(int offset) {
            this.offset = offset;
        }
    }

    record Properties(String drive) {}

    static final class State {
        long alarm;
        long request;
    }

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Optional<MemoryMap> memory = Optional.empty();
    private final Bench bench = new Bench();

    /** Has a register for each caller, and a bug where some call. */
    private final class Fragile implements DeviceType<Properties, State> {
        private final Set<Caller> bugs;

        private Fragile(Set<Caller> bugs) {
            this.bugs = bugs;
        }

        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            memory = Optional.of((MemoryMap) slot.dma());
            var disk = slot.backend("drive", BlockBackend.class);
            var timer = slot.clock().timer(() -> {
                tell(Caller.TIMER);
                state.alarm = 0;
            });
            slot.map(Registers.words(slot, 12)
                    .writeOnly(Caller.REGISTER.offset, "CALL", _ -> tell(Caller.REGISTER))
                    .writeOnly(Caller.TIMER.offset, "ALARM", _ -> {
                        state.alarm = 1;
                        timer.at(1);
                    })
                    .writeOnly(Caller.COMPLETION.offset, "REQUEST", _ -> {
                        state.request = 7;
                        flush(disk, state);
                    }));
            if (state.alarm != 0) {
                timer.at(state.alarm);
            }
            if (state.request != 0) {
                flush(disk, state);
            }
            return new Device() {
                @Override
                public void reset() {
                    told.add("reset");
                }

                @Override
                public void completed(long id, Status status) {
                    tell(Caller.COMPLETION);
                    state.request = 0;
                }
            };
        }

        private void flush(BlockBackend disk, State state) {
            disk.submit(new Request(state.request, Operation.FLUSH, 0, 0, List.of()));
        }

        private void tell(Caller caller) {
            if (bugs.contains(caller)) {
                throw new IllegalStateException("a bug in " + caller);
            }
            told.add(caller.name());
        }
    }

    private final DeviceType<?, ?> fragile = new Fragile(Set.of(Caller.values()));
    private final DeviceType<?, ?> mended = new Fragile(Set.of());

    @BeforeEach
    void plug() {
        bench.registry.register(DeviceType.class, "backplane.device.name", "fragile", fragile);
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.onLoop(() -> {
            bench.blocks.add("b", "zeroes", false, Map.of());
            bench.vm.plug("f", "fragile", Optional.empty(), Map.of("drive", "b"));
        });
        bench.onLoop(() -> bench.phases.advance(Phase.MACHINE_READY));
        told.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void command(Caller caller) throws BusFault {
        memory.orElseThrow().write(DEVICE + caller.offset, 4, 1);
    }

    private void swap() {
        var successors = new Successors().add(DeviceType.class, "fragile", fragile, mended);
        bench.loop.call(() -> bench.vm.swap(successors));
    }

    private String refusalToRun() {
        return assertThrows(CommandException.class, () -> bench.onLoop(bench.vm::cont))
                .message();
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void theMachineStandsStillUntilTheDeviceIsReplaced(Caller caller) throws Exception {
        bench.onLoop(bench.vm::cont);
        command(caller);

        var fault = bench.await("DEVICE_FAULT").data();
        assertEquals(PATH, fault.get("path"));
        assertEquals("java.lang.IllegalStateException: a bug in " + caller, fault.get("reason"));
        bench.await("STOP");
        assertEquals(RunState.INTERNAL_ERROR, bench.vm.state());
        assertEquals("Resetting the Virtual Machine is required", refusalToRun());
        assertTrue(bench.vm.inspect(PATH).orElseThrow().faulty());

        swap();
        assertEquals(RunState.PAUSED, bench.vm.state());
        bench.onLoop(bench.vm::cont);
        if (caller == Caller.REGISTER) {
            command(caller); // an access ends at once, whatever comes of it; the other two are finished
        }
        assertEquals(caller.name(), told.take());
    }

    @Test
    void aMachineThatIsPausedDoesNotRunOnWithADeviceThatFails() throws Exception {
        bench.onLoop(bench.vm::cont);
        bench.onLoop(() -> bench.vm.stop(RunState.PAUSED));
        command(Caller.COMPLETION);
        bench.await("DEVICE_FAULT");
        assertEquals("Resetting the Virtual Machine is required", refusalToRun());
        swap();
        bench.onLoop(bench.vm::cont);
        assertEquals(Caller.COMPLETION.name(), told.take());
    }

    @Test
    void aResetGivesTheDeviceAnotherChance() throws Exception {
        bench.onLoop(bench.vm::cont);
        command(Caller.REGISTER);
        bench.await("STOP");
        bench.onLoop(() -> bench.vm.reset(false, Cause.HOST_QMP_SYSTEM_RESET));
        assertEquals("reset", told.take());
        bench.onLoop(bench.vm::cont);
        assertEquals(RunState.RUNNING, bench.vm.state());
        command(Caller.REGISTER);
        bench.await("DEVICE_FAULT");
    }
}

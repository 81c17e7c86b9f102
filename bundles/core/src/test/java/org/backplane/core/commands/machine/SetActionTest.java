package org.backplane.core.commands.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.Bench;
import org.backplane.core.board.Actions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetActionTest {
    final Bench bench = new Bench();
    final SetAction command = new SetAction(bench.actions);

    @BeforeEach
    void start() {
        bench.machine(Phase.MACHINE_READY).onLoop(bench.vm::cont);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void choose(
            Optional<Actions.RebootAction> reboot,
            Optional<Actions.ShutdownAction> shutdown,
            Optional<Actions.PanicAction> panic) {
        bench.give(command, new SetAction.Arguments(reboot, shutdown, panic, Optional.empty()));
    }

    @Test
    void aGuestThatSwitchesItselfOffMayStandStill() throws Exception {
        choose(Optional.empty(), Optional.of(Actions.ShutdownAction.PAUSE), Optional.empty());
        bench.vm.off(3);
        assertEquals(
                Map.of("guest", true, "reason", "guest-shutdown"),
                bench.await("SHUTDOWN").data());
        bench.await("STOP");
        assertEquals(RunState.SHUTDOWN, bench.vm.state());
    }

    @Test
    void aResetMayBeTheEnd() throws Exception {
        choose(Optional.of(Actions.RebootAction.SHUTDOWN), Optional.of(Actions.ShutdownAction.PAUSE), Optional.empty());
        bench.vm.reset();
        assertEquals(
                Map.of("guest", true, "reason", "guest-reset"),
                bench.await("SHUTDOWN").data());
        bench.await("STOP");
        bench.call.takeBack();
        bench.vm.reset();
        bench.await("RESET");
        assertEquals(RunState.PRELAUNCH, bench.loop.call(bench.vm::state));
    }

    private String panicked(Actions.PanicAction action) throws InterruptedException {
        choose(Optional.empty(), Optional.empty(), Optional.of(action));
        bench.vm.panicked();
        return String.valueOf(bench.await("GUEST_PANICKED").data().get("action"));
    }

    @Test
    void aGuestThatHasGivenUpMayGoOn() throws Exception {
        assertEquals("run", panicked(Actions.PanicAction.NONE));
        assertEquals(RunState.RUNNING, bench.loop.call(bench.vm::state));
    }

    @Test
    void aGuestThatHasGivenUpMayStandStill() throws Exception {
        assertEquals("pause", panicked(Actions.PanicAction.PAUSE));
        assertEquals(RunState.GUEST_PANICKED, bench.loop.call(bench.vm::state));
    }

    @Test
    void aGuestThatHasGivenUpMayBeSwitchedOff() throws Exception {
        assertEquals("poweroff", panicked(Actions.PanicAction.EXIT_FAILURE));
        assertEquals("guest-panic", bench.await("SHUTDOWN").data().get("reason"));
    }

    @Test
    void aGuestThatIsNotToBeSwitchedOffStandsStillInstead() throws Exception {
        choose(Optional.empty(), Optional.of(Actions.ShutdownAction.PAUSE), Optional.empty());
        assertEquals("pause", panicked(Actions.PanicAction.SHUTDOWN));
    }
}

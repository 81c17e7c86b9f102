package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.backplane.cpu.translator.GuestCode;
import org.backplane.cpu.translator.Region;
import org.backplane.cpu.translator.RegionCompiler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Flight Recorder is told of translated code. */
class RecordingTest {
    private static final int SOON = 3;
    private static final int MOST = 2;
    private static final long ROUNDS = 1000;

    private final RegionCompiler compiler = Regions.compiler();
    private final TestBoard board = new TestBoard(new Engine(SOON, MOST, this::translate));
    private final Guest guest = new Guest(board);
    private final List<GuestCode> asked = new ArrayList<>();
    private final BlockingQueue<RecordedEvent> events = new LinkedBlockingQueue<>();
    private final RecordingStream stream = new RecordingStream();

    private boolean translate(GuestCode code, BooleanSupplier wanted, Consumer<Region> ready) {
        asked.add(code);
        ready.accept(compiler.translate(code));
        return true;
    }

    @AfterEach
    void close() {
        stream.close();
    }

    private void record(String event) {
        stream.enable("org.backplane." + event);
        stream.onEvent("org.backplane." + event, events::add);
        stream.startAsync();
    }

    private List<RecordedEvent> recorded() {
        stream.stop();
        return List.copyOf(events);
    }

    private void runLoop(long address) {
        guest.set("a2", ROUNDS).runAt(address, NOP, Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8));
    }

    @Test
    void aTranslationIsRecordedWithWhatWasMadeOfWhat() throws InterruptedException {
        runLoop(TestBoard.RAM);
        record("RegionTranslation");
        var done = new Semaphore(0);
        assertTrue(compiler.compile(asked.getFirst(), () -> true, _ -> done.release()));
        done.acquire();
        var event = recorded().getFirst();

        assertEquals(TestBoard.RAM, event.getLong("guestAddress"));
        assertEquals(3, event.getInt("guestInstructions"));
        assertEquals(12, event.getLong("guestCodeSize"));
        assertTrue(event.getLong("bytecodeSize") > 100, event::toString);
        assertTrue(event.getDuration().compareTo(event.getDuration("emissionTime")) > 0, event::toString);
        assertTrue(event.getBoolean("succeeded"));
        assertEquals("translator", event.getThread().getJavaName());
        assertEquals(
                Thread.currentThread().getName(), event.getThread("requester").getJavaName());
    }

    @Test
    void aTranslationThatIsNotWantedAnyMoreIsRecordedToo() throws InterruptedException {
        runLoop(TestBoard.RAM);
        record("RegionTranslation");
        compiler.compile(asked.getFirst(), () -> false, _ -> {});

        assertFalse(events.take().getBoolean("succeeded"));
    }

    @Test
    void aRegionWhoseCodeChangesIsRecordedAsRemoved() {
        record("RegionRemoval");
        runLoop(TestBoard.RAM);
        guest.set("a0", NOP).set("a1", TestBoard.RAM);
        guest.runAt(TestBoard.RAM + 0x2000, Asm.store("sw", A0, A1, 0), Asm.plain("fence.i"));
        var removals = recorded();

        assertEquals(1, removals.size(), removals::toString);
        assertRemoval(TestBoard.RAM, "code changed", removals.getFirst());
    }

    @Test
    void regionsThatHaveToGoAreRecordedAsRemoved() {
        record("RegionRemoval");
        for (int i = 1; i <= 2 * MOST; i++) {
            runLoop(TestBoard.RAM + 0x1000L * i);
        }
        var removals = recorded();

        assertTrue(removals.size() >= MOST, removals::toString);
        assertEquals(guest.hart.statistics().get("regions-dropped"), removals.size());
        for (var removal : removals) {
            assertRemoval(removal.getLong("guestAddress"), "too many regions", removal);
        }
    }

    private static void assertRemoval(long address, String reason, RecordedEvent event) {
        assertEquals(address, event.getLong("guestAddress"));
        assertEquals(address, event.getLong("guestPhysicalAddress"));
        assertEquals(reason, event.getString("reason"));
    }

    @Test
    void whyRegionsWereLeftIsRecordedNowAndThen() throws InterruptedException {
        board.groups().record();
        stream.enable("org.backplane.RegionLeaves").withPeriod(Duration.ofMillis(10));
        guest.set("a1", Guest.DATA + 1).set("a2", ROUNDS);
        guest.run(Asm.i("addi", A2, A2, -1), Asm.i("ld", A0, A1, 0), Asm.branch("bne", A2, ZERO, -8));
        stream.onEvent("org.backplane.RegionLeaves", events::add);
        stream.startAsync();
        var event = events.take();
        while (!event.getString("reason").equals("memory")) {
            event = events.take();
        }
        board.groups().close();

        assertEquals(0, event.getInt("processor"));
        assertEquals(guest.hart.statistics().get("left-for-memory"), event.getLong("count"));
        assertTrue(event.getLong("count") > 900, event::toString);
    }
}

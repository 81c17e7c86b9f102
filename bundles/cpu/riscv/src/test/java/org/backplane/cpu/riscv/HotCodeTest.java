package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.backplane.api.cpu.HotCode;
import org.backplane.cpu.translator.RegionCompiler;
import org.junit.jupiter.api.Test;

/** What a hart shows of the code that it executes often. */
class HotCodeTest {
    private static final long LOOP = TestBoard.RAM + 0x1004;
    private static final int SOON = 100;
    private static final int MOST = 10;
    private static final long ROUNDS = 1000;

    /** Two rounds are not worth to be shown before a thousand. */
    private static Guest loops(Engine engine) {
        var guest = new Guest(new TestBoard(engine));
        for (long rounds : List.of(2L, ROUNDS)) {
            guest.set("a2", rounds)
                    .runAt(
                            TestBoard.RAM + rounds / 100 * 0x100 + 0x600,
                            NOP,
                            Asm.i("addi", A2, A2, -1),
                            Asm.branch("bne", A2, ZERO, -4));
        }
        return guest;
    }

    private static HotCode hottest(Guest guest) {
        return guest.hart.hotCode(1).getFirst();
    }

    @Test
    void whatIsInterpretedIsShownByHowOftenItWasExecuted() {
        var hottest = hottest(loops(Engine.interpreting()));

        // the first round begins before the block, which goes on to the wait behind its branch
        assertEquals(new HotCode(LOOP, LOOP, 3, ROUNDS - 1, 3 * (ROUNDS - 1), HotCode.Engine.INTERPRETER), hottest);
    }

    @Test
    void whatIsBeingTranslatedIsShownAsThat() {
        var hottest = hottest(loops(new Engine(SOON, MOST, (_, _, _) -> true)));

        assertEquals(new HotCode(LOOP, LOOP, 3, ROUNDS - 1, 3 * (ROUNDS - 1), HotCode.Engine.TRANSLATING), hottest);
    }

    @Test
    void whatIsTranslatedIsShownByTheInstructionsExecutedInIt() {
        RegionCompiler compiler = Regions.compiler();
        var guest = loops(new Engine(SOON, MOST, (code, _, ready) -> {
            ready.accept(compiler.translate(code));
            return true;
        }));
        var hottest = hottest(guest);

        assertEquals(HotCode.Engine.TRANSLATOR, hottest.engine());
        assertEquals(LOOP, hottest.address());
        assertEquals(guest.hart.statistics().get("regions-entered"), hottest.executions());
        assertEquals(guest.hart.statistics().get("instructions-translated"), hottest.instructions());
        assertTrue(hottest.instructions() > 2 * (ROUNDS - 2 * SOON), hottest::toString);
    }

    @Test
    void noMoreIsShownThanAskedForAndTheHottestFirst() {
        var guest = loops(Engine.interpreting());
        var all = guest.hart.hotCode(MOST);

        assertTrue(all.size() > 2, all::toString);
        assertEquals(2, guest.hart.hotCode(2).size());
        for (int i = 1; i < all.size(); i++) {
            assertTrue(all.get(i - 1).instructions() >= all.get(i).instructions(), all::toString);
        }
    }

    @Test
    void codeThatIsNotThereAnyMoreIsNotShown() {
        var guest = loops(Engine.interpreting());
        guest.set("a1", LOOP).runAt(TestBoard.RAM, Asm.store("sw", ZERO, A1, 0), Asm.plain("fence.i"));

        assertTrue(guest.hart.hotCode(MOST).stream().noneMatch(code -> code.address() == LOOP));
    }
}

package org.backplane.api.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateTreeTest {
    enum Mode {
        IDLE,
        BUSY
    }

    static final class Channel {
        int divisor;
        boolean open;
    }

    /** One version of a state. */
    static final class Old {
        int counter = 7;
        long time = 1L << 40;
        short control = -2;
        Mode mode = Mode.BUSY;
        String label = "a";
        byte[] fifo = {1, 2, 3};
        int[][] table = {{1}, {2, 3}};
        Channel single = new Channel();

        @Nullable
        Channel[] channels = {new Channel(), null};

        int dropped = 9;
    }

    /** The next one: a field is wider, one is new, one has another name, one is gone. */
    static final class New {
        long counter;
        long time;
        short control;
        Mode mode = Mode.IDLE;

        @Nullable
        String label;

        byte[] fifo = {};
        int[][] table = {};
        Channel single = new Channel();

        @Nullable
        Channel[] channels = {};

        int added = 42;
    }

    static final class Renamed {
        @Formerly({"ticks", "counter"})
        int count = -1;
    }

    static final class NarrowCounter {
        byte counter;
    }

    static final class WithTextForTime {
        String time = "";
    }

    static final class WithLambda {
        Runnable action = () -> {};
    }

    static final class WithList {
        List<String> names = new ArrayList<>();
    }

    @Test
    void anotherVersionTakesOverWhatItKnows() {
        var old = new Old();
        old.single.divisor = 5;
        old.single.open = true;
        var state = new New();

        StateTree.of(old).into(state);

        assertEquals(7, state.counter);
        assertEquals(1L << 40, state.time);
        assertEquals(-2, state.control);
        assertEquals(Mode.BUSY, state.mode);
        assertEquals("a", state.label);
        assertArrayEquals(new byte[] {1, 2, 3}, state.fifo);
        assertArrayEquals(new int[][] {{1}, {2, 3}}, state.table);
        assertEquals(5, state.single.divisor);
        assertEquals(true, state.single.open);
        assertNull(state.channels[1]);
        assertEquals(42, state.added, "what the tree does not have keeps its value");
    }

    @Test
    void nothingIsShared() {
        var old = new Old();
        var state = new New();
        var tree = StateTree.of(old);
        old.fifo[0] = 99;
        old.table[0][0] = 99;
        tree.into(state);
        var second = new New();
        tree.into(second);

        assertEquals(1, state.fifo[0]);
        assertEquals(1, state.table[0][0]);
        assertNotSame(state.fifo, second.fifo);
        assertNotSame(state.single, second.single);
    }

    @Test
    void aFieldWithAnotherNameSaysItsEarlierOnes() {
        var state = new Renamed();
        StateTree.of(new Old()).into(state);
        assertEquals(7, state.count);
    }

    @Test
    void aNumberBecomesNarrowerIfItFits() {
        var old = new Old();
        var state = new NarrowCounter();
        StateTree.of(old).into(state);
        assertEquals(7, state.counter);

        old.counter = 128;
        var tree = StateTree.of(old);
        var refusal = assertThrows(IllegalArgumentException.class, () -> tree.into(state));
        assertEquals("NarrowCounter.counter: expected byte, but the state has 128", refusal.getMessage());
    }

    @Test
    void aValueOfAnotherTypeIsRefusedByName() {
        var tree = StateTree.of(new Old());
        var refusal = assertThrows(IllegalArgumentException.class, () -> tree.into(new WithTextForTime()));
        assertEquals("WithTextForTime.time: expected String, but the state has 1099511627776", refusal.getMessage());
    }

    @Test
    void whatIsNoPlainDataIsRefusedByName() {
        assertEquals("WithLambda.action is no plain data", refusal(new WithLambda()));
        assertEquals("WithList.names is no plain data", refusal(new WithList()));
    }

    private static String refusal(Object state) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> StateTree.of(state));
        return String.valueOf(thrown.getMessage());
    }

    @Test
    void theTreeIsReadableByName() {
        assertEquals("BUSY", StateTree.of(new Old()).fields().get("mode"));
    }
}

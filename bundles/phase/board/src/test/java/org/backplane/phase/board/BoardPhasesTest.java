package org.backplane.phase.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.backplane.api.DataSize;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.backplane.testkit.FakeBoard;
import org.backplane.testkit.FakeTypes;
import org.junit.jupiter.api.Test;

final class BoardPhasesTest {
    private static final HostMemory HOST = new HostMemory(1 << 30);

    private final List<String> told = new ArrayList<>();
    private final FakeTypes known = new FakeTypes()
            .with(MachineType.class, "toy", new Toy("toy"))
            .with(MachineType.class, "other", new Toy("other"));
    private final MachineTypes types = new MachineTypes(new ToyRecords(), known);
    private final CheckMachine check = new CheckMachine(types, HOST);
    private final BuildMachine build = new BuildMachine(types);

    @Test
    void theTypeThatTheUserNamesLooksAtTheSettings() {
        check.enter(board("toy", "1M", "red"));

        assertEquals(List.of("toy checks red"), told);
    }

    @Test
    void anUnknownTypeIsAnErrorThatNamesThoseThatThereAre() {
        var refusal = assertThrows(CommandException.class, () -> check.enter(board("tyo", "1M", "red")));

        assertEquals("machine type 'tyo' not found; there is other, toy", refusal.message());
    }

    @Test
    void propertiesThatDoNotBindAreRefusedBeforeTheTypeIsAsked() {
        var refusal = assertThrows(CommandException.class, () -> check.enter(board("toy", "1M", "loud")));

        assertEquals(List.of("colour"), refusal.path());
        assertEquals(List.of(), told);
    }

    @Test
    void moreMemoryThanTheHostHasIsRefused() {
        var refusal = assertThrows(CommandException.class, () -> check.enter(board("toy", "1E", "red")));

        assertEquals(List.of("memory"), refusal.path());
        assertEquals("The host cannot give 1E of memory: it has 1024M", refusal.message());
        check.enter(board("toy", "1G", "red"));
    }

    @Test
    void theHostsMemoryIsReadWithItsSwapSpace() {
        var meminfo = "MemTotal:        2048 kB\nMemFree:  7 kB\nSwapTotal:       1024 kB\n";

        assertEquals(3 << 20, HostMemory.of(meminfo).bytes());
        assertEquals(Long.MAX_VALUE, HostMemory.of("").bytes());
    }

    @Test
    void theMachineIsBuiltAndTakenDown() {
        var board = board("toy", "1M", "red");
        build.enter(board);

        assertEquals(1, board.regions().size());
        assertSame(Toy.MACHINE, board.machine());
        build.undo(board);
        assertEquals(List.of(), board.regions());
        assertThrows(IllegalStateException.class, board::machine);
    }

    @Test
    void ofAFailedBuildNothingIsLeft() {
        var board = board("toy", "1M", "broken");

        assertThrows(CommandException.class, () -> build.enter(board));
        assertEquals(List.of(), board.regions());
    }

    @Test
    void aTypeThatHasGoneIsMissedWhenItIsNeeded() {
        var board = board("toy", "1M", "red");
        check.enter(board);
        known.without(MachineType.class, "toy");

        var refusal = assertThrows(CommandException.class, () -> build.enter(board));
        assertEquals("machine type 'toy' not found; there is other", refusal.message());
    }

    private static FakeBoard board(String type, String memory, String colour) {
        return new FakeBoard(new MachineSettings(
                type,
                Optional.of(DataSize.parse(memory)),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("colour", colour)));
    }

    record Paint(String colour) {}

    /** A machine that is memory and nothing else. */
    private final class Toy implements MachineType<Paint> {
        static final Machine MACHINE = new Machine() {
            @Override
            public void place(BoardDevice device) {}

            @Override
            public BootLayout bootLayout() {
                return new BootLayout(0, 0, 0, 0);
            }

            @Override
            public void boot(BootPlan plan) {}
        };

        private final String name;

        Toy(String name) {
            this.name = name;
        }

        @Override
        public void check(Paint paint, MachineSettings settings) {
            told.add("%s checks %s".formatted(name, paint.colour()));
        }

        @Override
        public Machine build(Paint paint, Board board) {
            board.ram("ram", 0, 4096);
            if (paint.colour().equals("broken")) {
                throw CommandException.failed("it broke");
            }
            return MACHINE;
        }
    }

    /** Binds paint. */
    private static final class ToyRecords implements Records {
        @Override
        public SortedMap<String, Schema.Struct> branches(Schema.Open union) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Schema.Struct schema(Class<? extends Record> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Request.Form form) {
            assertEquals(Paint.class, type);
            if (tree.containsValue("loud")) {
                throw CommandException.badArgument("colour", "expected a colour");
            }
            return type.cast(new Paint(String.valueOf(tree.get("colour"))));
        }
    }
}

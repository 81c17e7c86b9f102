package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the programs of riscv-tests that {@code -Dbackplane.riscv-tests=DIR} has built: all for extensions that a hart
 * of ours has. A program says how it went by what it writes to its symbol {@code tohost}.
 */
@EnabledIfSystemProperty(
        named = "backplane.riscv-tests",
        matches = ".+",
        disabledReason = "no -Dbackplane.riscv-tests=DIR says where riscv-tests are built")
class RiscvTestsTest {
    private static final String DIRECTORY = System.getProperty("backplane.riscv-tests", "");
    private static final Pattern PROGRAM =
            Pattern.compile("rv64(ui|um|ua|uf|ud|uc|uzba|uzbb|uzbs|uzicond|mi|si)-[pv]-\\w+");

    private static final long MEMORY = 16 << 20;
    private static final int PASSED = 1;
    private static final long MOST_INSTRUCTIONS = 20_000_000;

    static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(DIRECTORY))) {
            return files.filter(file ->
                            PROGRAM.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void aProgramOfRiscvTestsPasses(Path program) throws IOException {
        var board = new TestBoard(MEMORY);
        var elf = new Elf(Files.readAllBytes(program));
        var hart = board.hart();
        hart.register("pc", board.load(elf.bytes()));

        assertEquals(PASSED, result(board, hart, elf.symbol("tohost") - TestBoard.RAM));
    }

    /** What it writes in the end, 0 if nothing; twice the number of the failing test and 1. */
    private static long result(TestBoard board, RvHart hart, long offset) {
        HartRunner.run(hart, MOST_INSTRUCTIONS, () -> board.ram().read(offset, Integer.BYTES) != 0);
        return board.ram().read(offset, Integer.BYTES);
    }
}

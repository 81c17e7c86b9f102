package org.backplane.firmware.sbi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.backplane.api.command.CommandException;
import org.backplane.firmware.sbi.FakeHart.Fenced;
import org.backplane.firmware.sbi.FakeHart.Start;
import org.backplane.lib.riscv.Hart.Fence;
import org.backplane.lib.riscv.Hart.Status;
import org.backplane.lib.riscv.Privilege;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SbiTest {
    static final long KERNEL = FakeBoard.RAM + 0x200;
    static final long DEVICE_TREE = FakeBoard.RAM + 0x1f00;

    final FakeBoard board = new FakeBoard();
    final List<FakeHart> harts = IntStream.range(0, 3).mapToObj(FakeHart::new).toList();
    final FakeHart boot = harts.getFirst();

    SbiTest() {
        board.cpus.addAll(harts);
        new Sbi().start(board, KERNEL, DEVICE_TREE);
    }

    /** Has the boot hart start all others. */
    void startAll() {
        LongStream.of(1, 2).forEach(id -> assertEquals(Result.OK, boot.ecall(0x48534d, 0, id, KERNEL, 0)));
    }

    @Nested
    class OnStart {
        @Test
        void theFirstHartEntersTheKernelInSupervisorModeAndTheOthersAreStopped() {
            assertEquals(List.of(new Start(KERNEL, Privilege.SUPERVISOR, 0, DEVICE_TREE)), boot.starts);
            assertEquals(
                    List.of(Status.STARTED, Status.STOPPED, Status.STOPPED),
                    harts.stream().map(FakeHart::status).toList());
        }

        @Test
        void aSecondStartAfterAResetIsLikeTheFirst() {
            startAll();
            harts.forEach(FakeHart::reset);
            new Sbi().start(board, KERNEL, DEVICE_TREE);
            assertEquals(boot.starts.get(0), boot.starts.get(1));
            assertEquals(Status.STOPPED, harts.get(2).status());
        }

        @Test
        void allButTheCallsOfTheFirmwareItselfIsDelegatedOnEveryHart() {
            for (var hart : harts) {
                assertEquals(0x222L, hart.register("mideleg"));
                long delegated = hart.register("medeleg");
                for (int cause : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 15, 18, 19, 20, 21, 22, 23}) {
                    assertTrue((delegated >>> cause & 1) != 0, "exception " + cause);
                    delegated &= ~(1L << cause);
                }
                assertEquals(0, delegated);
            }
        }

        @Test
        void supervisorModeMayUseAllOfMemoryTheCountersAndItsOwnTimer() {
            for (var hart : harts) {
                assertEquals(0x1f, hart.register("pmpcfg0"));
                assertEquals(0x3f_ffff_ffff_ffffL, hart.register("pmpaddr0"));
                assertEquals(0x7, hart.register("mcounteren") & 0x7);
                assertTrue(hart.register("menvcfg") < 0, "STCE");
            }
        }

        @Test
        void aMachineWithoutProcessorsIsRefused() {
            var other = new FakeBoard();
            var refused = assertThrows(CommandException.class, () -> new Sbi().start(other, KERNEL, DEVICE_TREE));
            assertEquals("Firmware 'sbi' has no processor to start", refused.message());
        }
    }

    @Nested
    class TheCallingConvention {
        @Test
        void anUnknownExtensionIsNotSupported() {
            assertEquals(-2, boot.ecall(0x504d55, 0).error());
            assertEquals(-2, boot.ecall(0x1_0000_0010L, 0).error());
            assertEquals(-2, boot.ecall(-1, 0).error());
        }

        @Test
        void anUnknownFunctionIsNotSupported() {
            for (long extension :
                    new long[] {0x10, 0x54494d45, 0x735049, 0x52464e43, 0x48534d, 0x53525354, 0x4442434e}) {
                assertEquals(-2, boot.ecall(extension, 7).error(), Long.toHexString(extension));
                assertEquals(-2, boot.ecall(extension, 0x1_0000_0000L).error(), Long.toHexString(extension));
            }
        }

        @Test
        void noRegisterButA0AndA1Changes() {
            boot.ecall(0x10, 3, 0x48534d, 1, 2, 3, 4, 5);
            assertEquals(List.of(2L, 3L, 4L, 5L), List.of(boot.x(12), boot.x(13), boot.x(14), boot.x(15)));
            assertEquals(3, boot.x(16));
            assertEquals(0x10, boot.x(17));
            assertEquals(0x5555, boot.x(1));
        }
    }

    @Nested
    class Base {
        @Test
        void itIsVersionTwoOfTheSpecification() {
            assertEquals(Result.of(0x0200_0000), boot.ecall(0x10, 0));
        }

        @Test
        void itIsNoneOfTheRegisteredImplementations() {
            var id = boot.ecall(0x10, 1);
            assertEquals(0, id.error());
            assertTrue(id.value() > 0xff);
        }

        @Test
        void itTellsWhatIsAvailable() {
            for (long available :
                    new long[] {0, 1, 3, 8, 0x10, 0x54494d45, 0x735049, 0x52464e43, 0x48534d, 0x53525354, 0x4442434e}) {
                assertEquals(Result.of(1), boot.ecall(0x10, 3, available), Long.toHexString(available));
            }
            for (long missing : new long[] {2, 4, 5, 0x504d55, 0x53555350, -1, 0x1_0000_0010L}) {
                assertEquals(Result.of(0), boot.ecall(0x10, 3, missing), Long.toHexString(missing));
            }
        }

        @Test
        void theIdentityIsTheHarts() {
            assertEquals(Result.of(0x11), boot.ecall(0x10, 4));
            assertEquals(Result.of(0x22), boot.ecall(0x10, 5));
            assertEquals(Result.of(0x33), boot.ecall(0x10, 6));
        }
    }

    @Nested
    class Time {
        @Test
        void theTimerIsTheCallersOwn() {
            startAll();
            assertEquals(Result.OK, harts.get(1).ecall(0x54494d45, 0, 12345));
            assertEquals(List.of(12345L), harts.get(1).deadlines);
            assertEquals(List.of(), boot.deadlines);
        }

        @Test
        void theLegacyCallSetsItToo() {
            assertEquals(0, boot.ecall(0, 0, -1).error());
            assertEquals(List.of(-1L), boot.deadlines);
        }
    }

    @Nested
    class Ipi {
        List<Boolean> pending() {
            return harts.stream()
                    .map(hart -> hart.inputs.getOrDefault("ssip", false))
                    .toList();
        }

        @Test
        void itReachesTheHartsOfTheMask() {
            startAll();
            assertEquals(Result.OK, boot.ecall(0x735049, 0, 0b11, 1));
            assertEquals(List.of(false, true, true), pending());
        }

        @Test
        void aBaseOfMinusOneMeansAll() {
            startAll();
            assertEquals(Result.OK, boot.ecall(0x735049, 0, 0, -1));
            assertEquals(List.of(true, true, true), pending());
        }

        @Test
        void aStoppedHartIsNotToldForItsNextLife() {
            assertEquals(Result.OK, boot.ecall(0x735049, 0, 0b111, 0));
            assertEquals(List.of(true, false, false), pending());
        }

        @Test
        void nobodyIsToldIfOneOfTheMaskDoesNotExist() {
            startAll();
            assertEquals(-3, boot.ecall(0x735049, 0, 0b1001, 0).error());
            assertEquals(-3, boot.ecall(0x735049, 0, 0b100, -2).error());
            assertEquals(-3, boot.ecall(0x735049, 0, 1L << 63, 1).error());
            assertEquals(List.of(false, false, false), pending());
        }

        @Test
        void anEmptyMaskIsNobody() {
            assertEquals(Result.OK, boot.ecall(0x735049, 0, 0, 77));
            assertEquals(List.of(false, false, false), pending());
        }

        @Test
        void theLegacyCallClearsTheCallersOwn() {
            boot.ecall(0x735049, 0, 1, 0);
            assertEquals(1, boot.ecall(3, 0).error());
            assertEquals(0, boot.ecall(3, 0).error());
            assertEquals(List.of(false, false, false), pending());
        }
    }

    @Nested
    class RemoteFence {
        @Test
        void ofCode() {
            startAll();
            assertEquals(Result.OK, boot.ecall(0x52464e43, 0, 0b101, 0));
            assertEquals(List.of(new Fenced(List.of(0, 2), new Fence(Fence.Kind.FENCE_I, 0, 0, -1))), boot.fences);
        }

        @Test
        void ofARangeOfTranslations() {
            startAll();
            assertEquals(Result.OK, boot.ecall(0x52464e43, 1, 0b10, 0, 0x4000, 0x2000));
            assertEquals(
                    List.of(new Fenced(List.of(1), new Fence(Fence.Kind.SFENCE_VMA, 0x4000, 0x2000, -1))), boot.fences);
        }

        @Test
        void ofOneAddressSpace() {
            startAll();
            assertEquals(Result.OK, boot.ecall(0x52464e43, 2, 0, -1, 0, -1, 0xffff));
            assertEquals(
                    List.of(new Fenced(List.of(0, 1, 2), new Fence(Fence.Kind.SFENCE_VMA, 0, -1, 0xffff))),
                    boot.fences);
        }

        @Test
        void aRangeMayEndWithTheAddressSpaceButNotBehindIt() {
            assertEquals(Result.OK, boot.ecall(0x52464e43, 1, 1, 0, -0x1000, 0x1000));
            assertEquals(-5, boot.ecall(0x52464e43, 1, 1, 0, -0x1000, 0x1001).error());
            assertEquals(1, boot.fences.size());
        }

        @Test
        void anEmptyRangeIsNothingToDo() {
            assertEquals(Result.OK, boot.ecall(0x52464e43, 1, 1, 0, 0x1000, 0));
            assertEquals(List.of(), boot.fences);
        }

        @Test
        void anAddressSpaceOfMoreThanSixteenBitsIsInvalid() {
            assertEquals(-3, boot.ecall(0x52464e43, 2, 1, 0, 0, 0, 0x10000).error());
            assertEquals(-3, boot.ecall(0x52464e43, 2, 1, 0, 0, 0, -1).error());
        }

        @Test
        void aHartThatDoesNotExistIsInvalid() {
            assertEquals(-3, boot.ecall(0x52464e43, 0, 1, 3).error());
            assertEquals(-3, boot.ecall(0x52464e43, 1, 1, 3, 0, 0).error());
            assertEquals(List.of(), boot.fences);
        }

        @Test
        void ofTheHypervisorIsNotSupported() {
            for (int function = 3; function <= 6; function++) {
                assertEquals(-2, boot.ecall(0x52464e43, function, 1, 0, 0, 0, 0).error());
            }
        }
    }

    @Nested
    class HartState {
        @Test
        void aStoppedHartStartsWhereItIsTold() {
            assertEquals(Result.OK, boot.ecall(0x48534d, 0, 2, KERNEL, 0xabcd));
            assertEquals(List.of(new Start(KERNEL, Privilege.SUPERVISOR, 2, 0xabcd)), harts.get(2).starts);
        }

        @Test
        void aStartedHartIsAvailableAlready() {
            assertEquals(-6, boot.ecall(0x48534d, 0, 0, KERNEL, 0).error());
        }

        @Test
        void aHartThatDoesNotExistCannotBeStartedOrAsked() {
            assertEquals(-3, boot.ecall(0x48534d, 0, 3, KERNEL, 0).error());
            assertEquals(-3, boot.ecall(0x48534d, 0, 0x1_0000_0001L, KERNEL, 0).error());
            assertEquals(-3, boot.ecall(0x48534d, 2, 3).error());
        }

        @Test
        void itStartsInMemoryAndAtAnInstruction() {
            assertEquals(-5, boot.ecall(0x48534d, 0, 1, 0, 0).error());
            assertEquals(-5, boot.ecall(0x48534d, 0, 1, FakeBoard.DEVICE, 0).error());
            assertEquals(-5, boot.ecall(0x48534d, 0, 1, KERNEL + 1, 0).error());
            assertEquals(List.of(), harts.get(1).starts);
        }

        @Test
        void aHartStopsItselfAndCanBeStartedAgain() {
            startAll();
            harts.get(1).ecall(0x48534d, 1);
            assertEquals(Status.STOPPED, harts.get(1).status());
            assertEquals(Result.of(1), boot.ecall(0x48534d, 2, 1));
            assertEquals(Result.OK, boot.ecall(0x48534d, 0, 1, KERNEL, 0));
            assertEquals(Result.of(0), boot.ecall(0x48534d, 2, 1));
        }

        @Test
        void theDefaultSuspendsAreKnownButNotSupported() {
            assertEquals(-2, boot.ecall(0x48534d, 3, 0, 0, 0).error());
            assertEquals(-2, boot.ecall(0x48534d, 3, 0x8000_0000L, KERNEL, 0).error());
        }

        @Test
        void otherSuspendsAreInvalid() {
            assertEquals(-3, boot.ecall(0x48534d, 3, 1, 0, 0).error());
            assertEquals(-3, boot.ecall(0x48534d, 3, 0x1000_0000, 0, 0).error());
            assertEquals(-3, boot.ecall(0x48534d, 3, 0x9000_0000L, 0, 0).error());
        }
    }

    @Nested
    class SystemReset {
        @Test
        void shutdownSwitchesOffAndDoesNotReturn() {
            boot.ecall(0x53525354, 0, 0, 0);
            assertEquals(List.of("off 0"), board.switched);
            assertEquals(Status.STOPPED, boot.status());
        }

        @Test
        void aSystemFailureIsTheExitCode() {
            boot.ecall(0x53525354, 0, 0, 1);
            assertEquals(List.of("off 1"), board.switched);
        }

        @Test
        void bothRebootsAreAReset() {
            boot.ecall(0x53525354, 0, 1, 0);
            boot.ecall(0x53525354, 0, 2, 1);
            assertEquals(List.of("reset", "reset"), board.switched);
            assertEquals(Status.STOPPED, boot.status());
        }

        @Test
        void otherTypesAndReasonsAreInvalidAndDoNothing() {
            assertEquals(-3, boot.ecall(0x53525354, 0, 3, 0).error());
            assertEquals(-3, boot.ecall(0x53525354, 0, 0xf000_0000L, 0).error());
            assertEquals(-3, boot.ecall(0x53525354, 0, 0, 2).error());
            assertEquals(-3, boot.ecall(0x53525354, 0, 1, 0xe000_0000L).error());
            assertEquals(List.of(), board.switched);
            assertEquals(Status.STARTED, boot.status());
        }

        @Test
        void theLegacyCallSwitchesOff() {
            boot.ecall(8, 0);
            assertEquals(List.of("off 0"), board.switched);
        }
    }

    @Nested
    class Console {
        static final long DBCN = 0x4442434e;

        void text(String text, int offset) {
            var bytes = text.getBytes(StandardCharsets.US_ASCII);
            int low = Math.max(0, Math.min(bytes.length, FakeBoard.PIECE - offset));
            board.low.write(offset, bytes, 0, low);
            board.high.write(0, bytes, low, bytes.length - low);
        }

        @Test
        void memoryIsPrinted() {
            text("hello", 0x100);
            assertEquals(Result.of(5), boot.ecall(DBCN, 0, 5, FakeBoard.RAM + 0x100, 0));
            assertEquals("hello", board.printed());
        }

        @Test
        void alsoAcrossTwoPiecesAndManyChunks() {
            var longText = "0123456789abcdef".repeat(300);
            text(longText, 0x800);
            assertEquals(Result.of(4800), boot.ecall(DBCN, 0, 4800, FakeBoard.RAM + 0x800, 0));
            assertEquals(longText, board.printed());
        }

        @Test
        void whatDoesNotFitIsLeftToTheCaller() {
            text("hello", 0x100);
            board.consoleRoom = 3;
            assertEquals(Result.of(3), boot.ecall(DBCN, 0, 5, FakeBoard.RAM + 0x100, 0));
            assertEquals(Result.of(0), boot.ecall(DBCN, 0, 2, FakeBoard.RAM + 0x103, 0));
            assertEquals("hel", board.printed());
        }

        @Test
        void nothingIsPrintedOfWhatIsNotAllMemory() {
            long end = FakeBoard.RAM + 2 * FakeBoard.PIECE;
            assertEquals(-3, boot.ecall(DBCN, 0, 2, end - 1, 0).error());
            assertEquals(-3, boot.ecall(DBCN, 0, 1, end, 0).error());
            assertEquals(-3, boot.ecall(DBCN, 0, 1, FakeBoard.DEVICE, 0).error());
            assertEquals(-3, boot.ecall(DBCN, 0, -1, FakeBoard.RAM, 0).error());
            assertEquals(-3, boot.ecall(DBCN, 0, 1, FakeBoard.RAM, 1).error());
            assertEquals("", board.printed());
        }

        @Test
        void nothingCanBePrintedFromAnywhere() {
            assertEquals(Result.of(0), boot.ecall(DBCN, 0, 0, 0, 0));
        }

        @Test
        void aByteIsPrinted() {
            assertEquals(Result.OK, boot.ecall(DBCN, 2, 0x141));
            assertEquals(0, boot.ecall(1, 0, 'B').error());
            assertEquals("AB", board.printed());
        }

        @Test
        void aByteThatNobodyTakesFailsInTheEnd() {
            board.consoleRoom = 0;
            assertEquals(-1, boot.ecall(DBCN, 2, 'A').error());
            assertEquals(-1, boot.ecall(1, 0, 'A').error());
        }

        @Test
        void readingIsDenied() {
            assertEquals(-4, boot.ecall(DBCN, 1, 1, FakeBoard.RAM, 0).error());
        }
    }
}

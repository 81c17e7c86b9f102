package org.backplane.device.plic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.backplane.testkit.FakeSlot;
import org.backplane.testkit.RegisterFuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SifivePlicTest {
    static final int PENDING = 0x1000;
    static final int ENABLE = 0x2000;
    static final int THRESHOLD = 0x20_0000;
    static final int CLAIM = 0x20_0004;

    /** Contexts of two harts with machine and supervisor mode. */
    static final int M0 = 0;

    static final int S0 = 1;
    static final int M1 = 2;
    static final int S1 = 3;

    final FakeSlot slot = new FakeSlot();

    @BeforeEach
    void plug() {
        slot.plug(new SifivePlic.Type(), properties("MS,MS"));
    }

    @Test
    void outputsAreNamedAfterModesAndHarts() {
        assertEquals(List.of("meip0", "seip0", "meip1", "seip1"), slot.irqs());
    }

    @Test
    void hartsMayDifferInTheirModes() {
        var other = new FakeSlot();
        other.plug(
                new SifivePlic.Type(),
                new SifivePlic.Properties("M,MS", 4, 53, 7, 4, 0x1000, 0x2000, 0x80, 0x20_0000, 0x1000, 0x60_0000));
        assertEquals(List.of("meip4", "meip5", "seip5"), other.irqs());
    }

    @Test
    void anEnabledSourceInterruptsUntilItIsClaimed() {
        priority(10, 1);
        enable(S0, 10);
        raise(10);
        assertTrue(irq("seip0"));
        assertFalse(irq("meip0"));
        assertFalse(irq("seip1"));
        assertEquals(1 << 10, slot.read(PENDING));
        assertEquals(10, claim(S0));
        assertFalse(irq("seip0"));
        assertEquals(0, slot.read(PENDING));
        assertEquals(0, claim(S0));
    }

    @Test
    void aSourceOfTheLastWordWorks() {
        priority(96, 7);
        enable(M1, 96);
        raise(96);
        assertEquals(1, slot.read(PENDING + 12));
        assertTrue(irq("meip1"));
        assertEquals(96, claim(M1));
    }

    @Test
    void theGreatestPriorityIsClaimedFirstAndThenTheLowestNumber() {
        for (int source : new int[] {3, 40, 41, 95}) {
            priority(source, source == 3 ? 1 : 5);
            enable(M0, source);
            raise(source);
        }
        assertEquals(40, claim(M0));
        assertEquals(41, claim(M0));
        assertEquals(95, claim(M0));
        assertEquals(3, claim(M0));
        assertEquals(0, claim(M0));
    }

    @Test
    void priorityZeroNeverInterrupts() {
        enable(M0, 5);
        raise(5);
        assertFalse(irq("meip0"));
        assertEquals(0, claim(M0));
        priority(5, 1);
        assertTrue(irq("meip0"));
    }

    @Test
    void aThresholdHoldsBackNotificationsNotClaims() {
        priority(5, 3);
        enable(M0, 5);
        slot.write(THRESHOLD, 3);
        raise(5);
        assertFalse(irq("meip0"));
        slot.write(THRESHOLD, 2);
        assertTrue(irq("meip0"));
        slot.write(THRESHOLD, 7);
        assertEquals(5, claim(M0));
    }

    @Test
    void aClaimedSourceDoesNotInterruptAgainBeforeCompletion() {
        priority(5, 1);
        enable(M0, 5);
        raise(5);
        claim(M0);
        lower(5);
        raise(5);
        assertFalse(irq("meip0"));
        complete(M0, 5);
        assertTrue(irq("meip0"));
    }

    @Test
    void aSourceServicedInTimeIsQuietAfterCompletion() {
        priority(5, 1);
        enable(M0, 5);
        raise(5);
        claim(M0);
        lower(5);
        complete(M0, 5);
        assertFalse(irq("meip0"));
    }

    @Test
    void aRequestStaysPendingWhenItsSourceFalls() {
        priority(5, 1);
        enable(M0, 5);
        raise(5);
        lower(5);
        assertTrue(irq("meip0"));
        assertEquals(5, claim(M0));
        complete(M0, 5);
        assertFalse(irq("meip0"));
    }

    @Test
    void oneClaimSatisfiesAllContexts() {
        priority(5, 1);
        enable(S0, 5);
        enable(S1, 5);
        raise(5);
        assertTrue(irq("seip0") && irq("seip1"));
        assertEquals(5, claim(S1));
        assertFalse(irq("seip0") || irq("seip1"));
        assertEquals(0, claim(S0));
    }

    @Test
    void onlyAContextThatHasASourceEnabledCompletesIt() {
        priority(5, 1);
        enable(S0, 5);
        raise(5);
        claim(S0);
        complete(S1, 5);
        assertFalse(irq("seip0"));
        complete(S0, 5);
        assertTrue(irq("seip0"));
    }

    @Test
    void completingWhatIsNotClaimedDoesNothing() {
        priority(5, 1);
        enable(M0, 5);
        raise(5);
        complete(M0, 5);
        complete(M0, 0);
        complete(M0, 97);
        complete(M0, 0xffff_ffffL);
        assertTrue(irq("meip0"));
        assertEquals(5, claim(M0));
    }

    @Test
    void prioritiesHaveThreeBits() {
        priority(1, 0xffff_ffffL);
        assertEquals(7, slot.read(4));
        slot.write(THRESHOLD, 0xff);
        assertEquals(7, slot.read(THRESHOLD));
    }

    @Test
    void prioritiesBeyondAnOddMaximumAreIgnored() {
        slot.plug(
                new SifivePlic.Type(),
                new SifivePlic.Properties("M", 0, 96, 5, 4, 0x1000, 0x2000, 0x80, 0x20_0000, 0x1000, 0x60_0000));
        priority(1, 5);
        priority(1, 6);
        priority(1, 0xffff_ffffL);
        assertEquals(5, slot.read(4));
    }

    @Test
    void onlySourcesThatExistCanBeEnabled() {
        for (int word = 0; word < 4; word++) {
            slot.write(ENABLE + 4 * word, 0xffff_ffffL);
        }
        assertEquals(0xffff_fffeL, slot.read(ENABLE));
        assertEquals(0xffff_ffffL, slot.read(ENABLE + 8));
        assertEquals(1, slot.read(ENABLE + 12));
    }

    @Test
    void allOfTheLastWordMayExist() {
        slot.plug(
                new SifivePlic.Type(),
                new SifivePlic.Properties("M", 0, 1023, 7, 4, 0x1000, 0x2000, 0x80, 0x20_0000, 0x1000, 0x60_0000));
        slot.write(ENABLE + 124, 0xffff_ffffL);
        assertEquals(0xffff_ffffL, slot.read(ENABLE + 124));
        priority(1023, 1);
        raise(1023);
        assertEquals(1023, claim(M0));
    }

    @Test
    void disablingTakesTheInterruptAway() {
        priority(5, 1);
        enable(M0, 5);
        raise(5);
        slot.write(ENABLE, 0);
        assertFalse(irq("meip0"));
        enable(M0, 5);
        assertTrue(irq("meip0"));
    }

    @Test
    void aSwapBetweenClaimAndCompletionGoesUnnoticed() {
        priority(5, 1);
        priority(6, 1);
        enable(S0, 5);
        enable(S0, 6);
        raise(5);
        raise(6);
        assertEquals(5, claim(S0));
        slot.swap();
        assertTrue(irq("seip0"));
        assertEquals(1, slot.irq("seip0").rises());
        assertEquals(6, claim(S0));
        complete(S0, 5);
        assertEquals(5, claim(S0));
    }

    @Test
    void aResetForgetsEverythingButTheLevels() {
        priority(5, 1);
        enable(M0, 5);
        slot.write(THRESHOLD, 3);
        raise(5);
        claim(M0);
        raise(6);
        lower(6);
        slot.device().reset();
        assertFalse(irq("meip0"));
        assertEquals(0, slot.read(4 * 5));
        assertEquals(0, slot.read(ENABLE));
        assertEquals(0, slot.read(THRESHOLD));
        assertEquals(1 << 5, slot.read(PENDING));
    }

    @Test
    void badAccessesAreGuestErrors() {
        slot.read(0);
        slot.write(PENDING, 1);
        slot.read(THRESHOLD + 8);
        slot.write(THRESHOLD + 4 * 0x1000, 1);
        slot.read(ENABLE, 8);
        slot.read(ENABLE, 1);
        assertEquals(6, slot.guestErrors().size());
    }

    @Test
    void propertiesThatDoNotGoTogetherAreRefusedByName() {
        assertRefused("hart-config", properties(""));
        assertRefused("hart-config", properties("MS,,MS"));
        assertRefused("hart-config", properties("MS,MM"));
        assertRefused("hart-config", properties("MX"));
        assertRefused("pending-base", layout(0x100, 0x2000, 0x80, 0x20_0000, 0x60_0000));
        assertRefused("enable-base", layout(0x1000, 0x1004, 0x80, 0x20_0000, 0x60_0000));
        assertRefused("enable-stride", layout(0x1000, 0x2000, 8, 0x20_0000, 0x60_0000));
        assertRefused("enable-stride", layout(0x1000, 0x2000, 0x81, 0x20_0000, 0x60_0000));
        assertRefused("context-base", layout(0x1000, 0x2000, 0x80, 0x2100, 0x60_0000));
        assertRefused("aperture-size", layout(0x1000, 0x2000, 0x80, 0x20_0000, 0x20_2000));
    }

    private void assertRefused(String name, SifivePlic.Properties properties) {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> new FakeSlot().plug(new SifivePlic.Type(), properties));
        assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal.getMessage());
    }

    private static SifivePlic.Properties properties(String hartConfig) {
        return new SifivePlic.Properties(hartConfig, 0, 96, 7, 4, 0x1000, 0x2000, 0x80, 0x20_0000, 0x1000, 0x60_0000);
    }

    private static SifivePlic.Properties layout(int pending, int enable, int stride, int context, int aperture) {
        return new SifivePlic.Properties("MS,MS", 0, 96, 7, 4, pending, enable, stride, context, 0x1000, aperture);
    }

    private void priority(int source, long priority) {
        slot.write(4L * source, priority & 0xffff_ffffL);
    }

    private void enable(int context, int source) {
        long offset = ENABLE + 0x80L * context + 4L * (source / 32);
        slot.write(offset, slot.read(offset) | 1L << source % 32);
    }

    private void raise(int source) {
        slot.device().input(source, true);
    }

    private void lower(int source) {
        slot.device().input(source, false);
    }

    private long claim(int context) {
        return slot.read(CLAIM + 0x1000L * context);
    }

    private void complete(int context, long source) {
        slot.write(CLAIM + 0x1000L * context, source);
    }

    private boolean irq(String name) {
        return slot.irq(name).level();
    }

    @Test
    void aGuestThatPokesAtRandomDoesNoHarm() {
        RegisterFuzz.run(slot);
        assertTrue(slot.irqs().stream().noneMatch(line -> slot.irq(line).level()));
    }
}

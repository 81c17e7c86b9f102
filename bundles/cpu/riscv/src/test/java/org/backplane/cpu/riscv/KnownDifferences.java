package org.backplane.cpu.riscv;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where QEMU 7.2 and this hart differ and both are right, or QEMU is not: each with its reason. Sequences keep away from
 * these, and what is compared leaves nothing out. Those that need no table, because {@link UnitGenerator} does not make
 * them:
 *
 * <ul>
 *   <li>An AMO or store-conditional that faults: the manual has it fault as a store, QEMU may say it was a load.
 *   <li>A store-conditional without a reservation: QEMU fails it without a look at memory, here it may fault first.
 *   <li>A store-conditional of another width than its load-reserved: it may fail or not.
 *   <li>A misaligned access to where there is no memory: it may be split, so which part faults is open.
 *   <li>{@code medeleg}: QEMU has the bits of the hypervisor's causes writable.
 *   <li>Counters, and what tells an implementation from another.
 * </ul>
 */
final class KnownDifferences {
    /**
     * The bits of status registers that are written. Not among them are UXL, which QEMU has writable (it stops with an
     * assertion when that is 0 or 3); VS, which it keeps without a vector unit; MPP, which it keeps where that is
     * reserved; MPRV, which it leaves set when a return leads out of machine mode; FS, which it leaves clean when an
     * instruction with an integer result raises flags, while here each instruction of F or D makes it dirty.
     */
    static final int STATUS = 0x007c_01aa;

    /**
     * Interrupts of which a sequence enables one: QEMU takes the lowest of several, the manual orders them otherwise.
     */
    static final List<Integer> INTERRUPTS = List.of(Interrupts.SSIP, Interrupts.STIP, Interrupts.SEIP);

    /** By CSR, the bits that are written where not all of them mean the same on both sides. */
    static final Map<String, Integer> WRITTEN_BITS = Map.ofEntries(
            // QEMU has bits of the hypervisor's interrupts, with and without a hypervisor
            Map.entry("mideleg", 0x2aa),
            Map.entry("mip", 0x2aa),
            Map.entry("sip", 0x2aa),
            // QEMU has the fields of Zicbom and Zicboz writable without the extensions
            Map.entry("menvcfg", 1),
            Map.entry("senvcfg", 1),
            // QEMU keeps the lowest bit, which the manual has always zero
            Map.entry("mepc", -2),
            Map.entry("sepc", -2),
            // QEMU keeps the bit of the time counter, which cannot be inhibited, and those of absent counters
            Map.entry("mcountinhibit", 5),
            // these registers have 32 bits, QEMU keeps 64
            Map.entry("mcounteren", 0x7ff),
            Map.entry("scounteren", 0x7ff));

    private KnownDifferences() {}

    /** QEMU counts zeros in both words for ctzw when the lower is 0; the manual has 32 then. */
    static final Set<Integer> OPERATIONS = Set.of(Op.CTZW);

    /** Page tables outside of memory: QEMU reports a page fault, the manual wants an access fault. */
    static boolean tablesMayBeAnywhere(int mode) {
        return mode != HartState.SUPERVISOR;
    }
}

package org.backplane.cpu.riscv;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What Flight Recorder is told of a region that is not executed any more, on its hart's thread. */
@Name("org.backplane.RegionRemoval")
@Label("Region Removal")
@Category({"Backplane", "Translator"})
@Description("Translated guest code is dropped")
@StackTrace(false)
final class RegionRemoval extends Event {
    @Label("Guest Address")
    @Description("Where the guest code is that was found to be hot")
    @MemoryAddress
    final long guestAddress;

    @Label("Guest Physical Address")
    @MemoryAddress
    final long guestPhysicalAddress;

    @Label("Reason")
    final String reason;

    private RegionRemoval(Block entry, Translation.Drop reason) {
        guestAddress = entry.pc;
        guestPhysicalAddress = entry.physical;
        this.reason = reason.toString();
    }

    static void commit(Block entry, Translation.Drop reason) {
        new RegionRemoval(entry, reason).commit();
    }
}

package org.backplane.cpu.riscv;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** What Flight Recorder is told now and then: how often a processor's regions have left for one reason. */
@Name("org.backplane.RegionLeaves")
@Label("Region Leaves")
@Category({"Backplane", "Translator"})
@Description("How often translated guest code left an instruction to the interpreter, for each processor and reason")
@Period("1 s")
@StackTrace(false)
final class RegionLeaves extends Event {
    @Label("Processor")
    final int processor;

    @Label("Reason")
    final String reason;

    @Label("Count")
    @Description("Since the processor was made")
    final long count;

    private RegionLeaves(int processor, String reason, long count) {
        this.processor = processor;
        this.reason = reason;
        this.count = count;
    }

    static void commit(RvHart hart) {
        hart.leaves().forEach((reason, count) -> new RegionLeaves(hart.id(), reason, count).commit());
    }
}

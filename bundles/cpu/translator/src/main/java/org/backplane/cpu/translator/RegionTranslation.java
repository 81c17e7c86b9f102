package org.backplane.cpu.translator;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What Flight Recorder is told of one translation, from the request until HotSpot has compiled the region. */
@Name("org.backplane.RegionTranslation")
@Label("Region Translation")
@Category({"Backplane", "Translator"})
@Description("Hot guest code is translated to JVM bytecode and compiled by HotSpot")
@StackTrace(false)
final class RegionTranslation extends Event {
    @Label("Requested By")
    final Thread requester = Thread.currentThread();

    @Label("Guest Address")
    @Description("Where the guest code is that was found to be hot")
    @MemoryAddress
    final long guestAddress;

    @Label("Guest Instructions")
    final int guestInstructions;

    @Label("Guest Code Size")
    @DataAmount
    final long guestCodeSize;

    @Label("Bytecode Size")
    @Description("The size of the class file")
    @DataAmount
    long bytecodeSize;

    @Label("Emission Time")
    @Description("How long the translation to bytecode took, without HotSpot's part")
    @Timespan
    long emissionTime;

    @Label("Succeeded")
    @Description("Whether there is a region now; it is given up if the guest code changes meanwhile")
    boolean succeeded;

    private RegionTranslation(GuestCode code) {
        guestAddress = code.seed();
        guestInstructions = code.instructions().size();
        guestCodeSize = code.instructions().stream()
                .mapToLong(GuestCode.Instruction::bytes)
                .sum();
    }

    static RegionTranslation begin(GuestCode code) {
        var event = new RegionTranslation(code);
        event.begin();
        return event;
    }

    void emitted(int size, long nanos) {
        bytecodeSize = size;
        emissionTime = nanos;
    }

    void end(boolean success) {
        succeeded = success;
        commit();
    }
}

package org.backplane.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.Irq;

/** A processor that has nothing to do. */
public class IdleCpu implements Cpu {
    @Override
    public void reset() {}

    @Override
    public Exit run() {
        return Exit.IDLE;
    }

    @Override
    public void kick() {}

    @Override
    public long wakeTime() {
        return Long.MAX_VALUE;
    }

    @Override
    public Irq input(String name) {
        return Irq.NONE;
    }

    @Override
    public List<String> registers() {
        return List.of();
    }

    @Override
    public long register(String name) {
        return 0;
    }

    @Override
    public void register(String name, long value) {}

    @Override
    public Map<String, Long> statistics() {
        return Map.of("naps", 3L);
    }

    @Override
    public List<HotCode> hotCode(int most) {
        var bed = new HotCode(0x8000_0000L, 0x8000_0000L, 1, 5, 5, HotCode.Engine.INTERPRETER);
        return Collections.nCopies(Math.min(most, 3), bed);
    }

    @Override
    public long instructions() {
        return 0;
    }
}

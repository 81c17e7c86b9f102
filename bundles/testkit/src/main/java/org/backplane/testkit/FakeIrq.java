package org.backplane.testkit;

import org.backplane.api.device.Irq;

/** The far end of an interrupt line: its level, and how often it rose. */
public final class FakeIrq implements Irq {
    private boolean level;
    private int rises;

    @Override
    public void set(boolean asserted) {
        if (asserted && !level) {
            rises++;
        }
        level = asserted;
    }

    /** Whether the line is asserted now. */
    public boolean level() {
        return level;
    }

    /** How often it went from idle to asserted. */
    public int rises() {
        return rises;
    }
}

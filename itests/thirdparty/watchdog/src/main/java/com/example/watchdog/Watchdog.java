package com.example.watchdog;

import java.util.Map;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Power;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/** Resets the machine, or interrupts it, when the guest does not kick it in time. */
public final class Watchdog implements Device {
    private static final int ID = 0x474f_4457; // "WDOG"
    private static final int ENABLE = 1;
    private static final int RESET = 2;
    private static final long MILLI = 1_000_000;

    /** What a user can say of it. */
    public record Properties(
            @Doc("Timeout that it begins with, in milliseconds") @Default("1000") @Range(min = 1, max = 60_000)
                    int timeout) {}

    /** What the guest can see. */
    public static final class State {
        int timeout;
        int control;
        long deadline;
        boolean expired;
    }

    /** Makes watchdogs. */
    @Component
    @DeviceName("example-watchdog")
    @Doc("A watchdog with a reset and an interrupt.")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            var state = new State();
            state.timeout = properties.timeout;
            return state;
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new Watchdog(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "example,watchdog");
        }
    }

    private final Properties properties;
    private final State state;
    private final Clock clock;
    private final Clock.Timer timer;
    private final Irq irq;
    private final Power power;

    Watchdog(Properties properties, State state, Slot slot) {
        this.properties = properties;
        this.state = state;
        clock = slot.clock();
        timer = clock.timer(this::expire);
        irq = slot.irq("irq");
        power = slot.power();
        slot.map(Registers.words(slot, 0x18)
                .readOnly(0x00, "ID", () -> ID)
                .readWrite(0x04, "TIMEOUT", () -> state.timeout, this::setTimeout)
                .readWrite(0x08, "CONTROL", () -> state.control, this::control)
                .writeOnly(0x0c, "KICK", _ -> kick())
                .readWrite(0x10, "STATUS", () -> state.expired ? 1 : 0, this::clear)
                .readOnly(0x14, "REMAINING", this::remaining));
        if (isEnabled()) {
            timer.at(state.deadline);
        }
        updateIrq();
    }

    @Override
    public void reset() {
        state.timeout = properties.timeout;
        state.expired = false;
        control(0);
    }

    private void setTimeout(long millis) {
        state.timeout = (int) millis;
        kick();
    }

    private void control(long bits) {
        state.control = (int) bits & (ENABLE | RESET);
        kick();
        updateIrq();
    }

    private void kick() {
        state.deadline = clock.now() + Integer.toUnsignedLong(state.timeout) * MILLI;
        if (isEnabled()) {
            timer.at(state.deadline);
        } else {
            timer.cancel();
        }
    }

    private void expire() {
        state.expired = true;
        if ((state.control & RESET) != 0) {
            power.reset();
        }
        updateIrq();
    }

    private void clear(long bits) {
        state.expired &= (bits & 1) == 0;
        updateIrq();
    }

    private long remaining() {
        return isEnabled() ? Math.max(0, state.deadline - clock.now()) / MILLI : 0;
    }

    private boolean isEnabled() {
        return (state.control & ENABLE) != 0;
    }

    private void updateIrq() {
        irq.set(state.expired && isEnabled());
    }
}

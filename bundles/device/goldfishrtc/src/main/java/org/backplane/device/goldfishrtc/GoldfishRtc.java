package org.backplane.device.goldfishrtc;

import java.util.Map;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * Goldfish real-time clock: the host's time of day, in nanoseconds since 1970, with one alarm. Android's "Goldfish
 * virtual hardware" describes it. A driver writes the high half of a time first; writing the low half makes it count.
 */
public final class GoldfishRtc implements Device {

    /** It has none. */
    public record Properties() {}

    /** What the guest can see. */
    public static final class State {
        long offset; // the guest's time = the host's + offset
        int timeHigh; // latched by reading TIME_LOW, so that both halves belong together
        long alarm; // as its registers show it
        long due; // when the armed alarm rings
        boolean armed;
        boolean pending;
        boolean enabled;
    }

    /** Makes real-time clocks. */
    @Component
    @DeviceName("goldfish_rtc")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new GoldfishRtc(state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "google,goldfish-rtc");
        }
    }

    private final State state;
    private final Clock clock;
    private final Clock.Timer timer;
    private final Irq irq;

    GoldfishRtc(State state, Slot slot) {
        this.state = state;
        clock = slot.hostClock();
        timer = clock.timer(this::schedule);
        irq = slot.irq("alarm");
        slot.map(Registers.words(slot, 0x24)
                .readWrite(0x00, "TIME_LOW", this::readTimeLow, this::setTimeLow, this::time)
                .readWrite(0x04, "TIME_HIGH", () -> state.timeHigh, high -> setTime(withHigh(time(), high)))
                .readWrite(0x08, "ALARM_LOW", () -> state.alarm, this::armAt)
                .readWrite(
                        0x0c, "ALARM_HIGH", () -> state.alarm >>> 32, high -> state.alarm = withHigh(state.alarm, high))
                .readWrite(0x10, "IRQ_ENABLED", () -> state.enabled ? 1 : 0, this::enable)
                .writeOnly(0x14, "CLEAR_ALARM", _ -> disarm())
                .readOnly(0x18, "ALARM_STATUS", () -> state.armed ? 1 : 0)
                .writeOnly(0x1c, "CLEAR_INTERRUPT", _ -> setPending(false)));
        schedule();
        updateIrq();
    }

    /** As a machine's reset does, it forgets the alarm, and the time that the guest has set. */
    @Override
    public void reset() {
        disarm();
        state.offset = 0;
        state.timeHigh = 0;
        state.alarm = 0;
        state.enabled = false;
        setPending(false);
    }

    private long time() {
        return clock.now() + state.offset;
    }

    private void setTimeLow(long low) {
        setTime(withLow(time(), low));
        schedule();
    }

    private void setTime(long time) {
        state.offset = time - clock.now();
    }

    private long readTimeLow() {
        long time = time();
        state.timeHigh = (int) (time >>> 32);
        return time;
    }

    private void armAt(long low) {
        state.alarm = withLow(state.alarm, low);
        state.due = state.alarm;
        state.armed = true;
        schedule();
    }

    /** Rings if the time of the alarm has come, else waits for it. */
    private void schedule() {
        if (!state.armed) {
            return;
        }
        long time = time();
        if (Long.compareUnsigned(state.due, time) <= 0) {
            disarm();
            setPending(true);
        } else {
            timer.at(later(clock.now(), state.due - time));
        }
    }

    /** The guest may ask for an alarm in 500 years, which is the same as never. */
    private static long later(long now, long unsignedDelay) {
        boolean never = unsignedDelay < 0 || unsignedDelay > Long.MAX_VALUE - Math.max(now, 0);
        return never ? Long.MAX_VALUE : now + unsignedDelay;
    }

    private void disarm() {
        state.armed = false;
        timer.cancel();
    }

    private void enable(long value) {
        state.enabled = (value & 1) != 0;
        updateIrq();
    }

    private void setPending(boolean pending) {
        state.pending = pending;
        updateIrq();
    }

    private void updateIrq() {
        irq.set(state.pending && state.enabled);
    }

    private static long withLow(long value, long low) {
        return (value & 0xffff_ffff_0000_0000L) | low;
    }

    private static long withHigh(long value, long high) {
        return (high << 32) | (value & 0xffff_ffffL);
    }
}

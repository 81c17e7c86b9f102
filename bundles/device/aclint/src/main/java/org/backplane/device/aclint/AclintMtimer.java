package org.backplane.device.aclint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * ACLINT machine timer: one counter, and for each hart a time to be interrupted at. RISC-V ACLINT specification 1.0,
 * chapter 2. Its outputs are {@code mtip} and the number of the hart.
 *
 * <p>Harts read {@code time} from the same clock but do not learn when the guest writes MTIME. So that both agree
 * after a reset, a reset does not clear MTIME but takes back what was written to it.
 */
public final class AclintMtimer implements Device {
    private static final long SECOND = 1_000_000_000;
    static final int MAX_APERTURE = 0x10_0000;

    /** Which harts it serves, where its registers lie, and how fast it counts. */
    public record Properties(
            @Doc("Number of the first hart")
            @Default("0")
            @Range(min = 0, max = Integer.MAX_VALUE - AclintSwi.MAX_HARTS)
            int hartidBase,

            @Doc("How many harts it serves") @Default("1") @Range(min = 1, max = AclintSwi.MAX_HARTS)
            int numHarts,

            @Doc("Offset of the first MTIMECMP register") @Default("0") @Range(min = 0, max = MAX_APERTURE)
            int timecmpBase,

            @Doc("Offset of the MTIME register") @Default("0x7ff8") @Range(min = 0, max = MAX_APERTURE)
            int timeBase,

            @Doc("Length of its window") @Default("0x8000") @Range(min = 16, max = MAX_APERTURE)
            int apertureSize,

            @Doc("Ticks per second") @Default("10000000") @Range(min = 1, max = 0xffff_ffffL)
            long timebaseFreq) {
        private void check() {
            require(timecmpBase % 8 == 0, "timecmp-base is not a multiple of 8");
            require(timeBase % 8 == 0, "time-base is not a multiple of 8");
            require(apertureSize % 8 == 0, "aperture-size is not a multiple of 8");
            int timecmpEnd = timecmpBase + 8 * numHarts;
            require(timecmpEnd <= apertureSize, "num-harts registers at timecmp-base do not fit in aperture-size");
            require(timeBase + 8 <= apertureSize, "time-base does not fit in aperture-size");
            require(timeBase + 8 <= timecmpBase || timecmpEnd <= timeBase, "time-base is among those at timecmp-base");
        }

        private static void require(boolean held, String complaint) {
            if (!held) {
                throw new IllegalArgumentException(complaint);
            }
        }
    }

    /** What the guest can see. */
    public static final class State {
        long offset; // MTIME = ticks of the clock + offset
        long[] timecmp = {}; // per hart
    }

    /** Makes machine timers. */
    @Component
    @DeviceName("riscv.aclint.mtimer")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            var state = new State();
            state.timecmp = new long[properties.numHarts()];
            return state;
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            properties.check();
            return new AclintMtimer(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "riscv,aclint-mtimer");
        }
    }

    private final State state;
    private final Clock clock;
    private final long frequency;
    private final List<Irq> irqs = new ArrayList<>();
    private final List<Clock.Timer> timers = new ArrayList<>();

    AclintMtimer(Properties properties, State state, Slot slot) {
        this.state = state;
        clock = slot.clock();
        frequency = properties.timebaseFreq();
        for (int i = 0; i < properties.numHarts(); i++) {
            int hart = i;
            irqs.add(slot.irq("mtip" + (properties.hartidBase() + i)));
            timers.add(clock.timer(() -> update(hart)));
        }
        slot.map(Registers.doubles(slot, properties.apertureSize())
                .array(
                        properties.timecmpBase(),
                        "MTIMECMP",
                        properties.numHarts(),
                        hart -> state.timecmp[(int) hart],
                        this::setTimecmp)
                .readWrite(properties.timeBase(), "MTIME", this::time, this::setTime)
                .allowHalves());
        updateAll();
    }

    @Override
    public void reset() {
        state.offset = 0;
        state.timecmp = new long[state.timecmp.length];
        updateAll();
    }

    private long time() {
        return ticks() + state.offset;
    }

    private void setTime(long time) {
        state.offset = time - ticks();
        updateAll();
    }

    private void setTimecmp(int hart, long time) {
        state.timecmp[hart] = time;
        update(hart);
    }

    private void updateAll() {
        for (int i = 0; i < irqs.size(); i++) {
            update(i);
        }
    }

    /** A hart's line is asserted from the time on that it has asked for; until then a timer waits for that. */
    private void update(int hart) {
        long time = time();
        boolean due = Long.compareUnsigned(time, state.timecmp[hart]) >= 0;
        irqs.get(hart).set(due);
        if (due) {
            timers.get(hart).cancel();
        } else {
            timers.get(hart).at(nanosAfter(state.timecmp[hart] - time));
        }
    }

    private long ticks() {
        long now = clock.now();
        return now / SECOND * frequency + now % SECOND * frequency / SECOND;
    }

    /** When the clock will have made so many more ticks; what it cannot count to is never. */
    private long nanosAfter(long unsignedTicks) {
        long tick = ticks() + unsignedTicks;
        boolean never = unsignedTicks < 0 || tick < 0 || tick / frequency >= Long.MAX_VALUE / SECOND;
        return never ? Long.MAX_VALUE : tick / frequency * SECOND + Math.ceilDiv(tick % frequency * SECOND, frequency);
    }
}

package ${package};

import java.security.SecureRandom;
import java.util.Map;
import java.util.random.RandomGenerator;
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

/** A source of random numbers, which takes its time for each: the example to begin your device with. */
public final class ${className} implements Device {
    private static final long MICRO = 1000;

    /** What a user can say of it: {@code device_add ${artifactId},delay=5}. */
    public record Properties(
            @Doc("Microseconds that a number takes") @Default("10") @Range(min = 0, max = 1_000_000) int delay) {}

    /** All that the guest can see; snapshots and newer versions of the bundle take it over by the names of fields. */
    public static final class State {
        int number;
        boolean ready;
        boolean interrupts;
    }

    /** What makes such devices; its annotation is the name that users write. */
    @Component
    @DeviceName("${artifactId}")
    @Doc("A source of random numbers.")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new ${className}(properties, state, slot, new SecureRandom());
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "${groupId},${artifactId}");
        }
    }

    private final Properties properties;
    private final State state;
    private final RandomGenerator random;
    private final Clock clock;
    private final Clock.Timer timer;
    private final Irq irq;

    ${className}(Properties properties, State state, Slot slot, RandomGenerator random) {
        this.properties = properties;
        this.state = state;
        this.random = random;
        clock = slot.clock();
        timer = clock.timer(this::finish);
        irq = slot.irq("ready");
        slot.map(Registers.words(slot, 0x10)
                .readOnly(0x00, "ID", () -> 0x5244_4e41) // "ANDR"
                .readOnly(0x04, "READY", () -> state.ready ? 1 : 0)
                .readWrite(0x08, "NUMBER", this::take, _ -> {}, () -> state.number)
                .readWrite(0x0c, "INTERRUPTS", () -> state.interrupts ? 1 : 0, this::enable));
        if (!state.ready) {
            begin();
        }
        updateIrq();
    }

    /** What the machine's reset line does to it. */
    @Override
    public void reset() {
        state.ready = false;
        state.interrupts = false;
        begin();
        updateIrq();
    }

    /** Reading the number begins the next one; before one is ready it reads as 0. */
    private long take() {
        if (!state.ready) {
            return 0;
        }
        state.ready = false;
        begin();
        updateIrq();
        return state.number;
    }

    private void begin() {
        timer.at(clock.now() + properties.delay() * MICRO);
    }

    private void finish() {
        state.number = random.nextInt();
        state.ready = true;
        updateIrq();
    }

    private void enable(long bits) {
        state.interrupts = (bits & 1) != 0;
        updateIrq();
    }

    private void updateIrq() {
        irq.set(state.ready && state.interrupts);
    }
}

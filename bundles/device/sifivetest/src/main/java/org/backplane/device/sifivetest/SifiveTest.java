package org.backplane.device.sifivetest;

import java.util.List;
import java.util.Map;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Power;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * SiFive's test finisher: one register by which the guest ends the run, well or badly, or begins it anew. Device
 * trees describe it as a syscon, whose users are named by the machine.
 */
public final class SifiveTest implements Device {
    private static final int FAIL = 0x3333;
    private static final int PASS = 0x5555;
    private static final int RESET = 0x7777;

    /** The greatest exit code of a process; a greater one must not be mistaken for success. */
    private static final int EXIT_MAX = 255;

    /** It has none. */
    public record Properties() {}

    /** The guest can see nothing of it. */
    public static final class State {}

    /** Makes test finishers. */
    @Component
    @DeviceName("riscv.sifive.test")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new SifiveTest(slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", List.of("sifive,test1", "sifive,test0", "syscon"));
        }
    }

    private final Slot slot;
    private final Power power;

    SifiveTest(Slot slot) {
        this.slot = slot;
        power = slot.power();
        slot.map(Registers.words(slot, 0x1000)
                .writeOnly(0x00, "FINISHER", this::finish)
                .allowHalves());
    }

    @Override
    public void reset() {}

    private void finish(long value) {
        int code = (int) (value >>> 16);
        switch ((int) value & 0xffff) {
            case PASS -> power.off(0);
            case FAIL -> power.off(Math.min(code, EXIT_MAX));
            case RESET -> power.reset();
            default -> slot.guestError("unknown end of test 0x%x".formatted(value));
        }
    }
}

package org.backplane.device.aclint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * ACLINT software interrupts, by which harts interrupt each other: for machine mode a level that a register holds
 * (MSWI), for supervisor mode an edge that the hart remembers (SSWI). RISC-V ACLINT specification 1.0, chapters 3 and
 * 4. Its outputs are {@code msip} or {@code ssip} and the number of the hart.
 */
public final class AclintSwi implements Device {
    private static final long SIZE = 0x4000;

    /** As many as the specification allows a device to serve. */
    static final int MAX_HARTS = 4095;

    /** Which harts it serves, and in which mode. */
    public record Properties(
            @Doc("Number of the first hart") @Default("0") @Range(min = 0, max = Integer.MAX_VALUE - MAX_HARTS)
            int hartidBase,

            @Doc("How many harts it serves") @Default("1") @Range(min = 1, max = MAX_HARTS)
            int numHarts,

            @Doc("1 for supervisor mode, 0 for machine mode") @Default("0") @Range(min = 0, max = 1)
            int sswi) {}

    /** What the guest can see. */
    public static final class State {
        boolean[] msip = {}; // per hart
    }

    /** Makes software interrupt devices. */
    @Component
    @DeviceName("riscv.aclint.swi")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            var state = new State();
            state.msip = new boolean[properties.numHarts()];
            return state;
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new AclintSwi(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of(
                    "compatible",
                    properties.sswi() == 1 ? "riscv,aclint-sswi" : "riscv,aclint-mswi",
                    "interrupt-controller",
                    true,
                    "#interrupt-cells",
                    0);
        }
    }

    private final State state;
    private final List<Irq> irqs = new ArrayList<>();

    AclintSwi(Properties properties, State state, Slot slot) {
        this.state = state;
        boolean supervisor = properties.sswi() == 1;
        for (int i = 0; i < properties.numHarts(); i++) {
            irqs.add(slot.irq((supervisor ? "ssip" : "msip") + (properties.hartidBase() + i)));
        }
        var registers = Registers.words(slot, SIZE);
        if (supervisor) {
            registers.array(0, "SETSSIP", properties.numHarts(), _ -> 0, this::pulse);
        } else {
            registers.array(0, "MSIP", properties.numHarts(), hart -> state.msip[(int) hart] ? 1 : 0, this::setMsip);
            updateIrqs();
        }
        slot.map(registers);
    }

    @Override
    public void reset() {
        state.msip = new boolean[state.msip.length];
        updateIrqs();
    }

    private void setMsip(int hart, long value) {
        state.msip[hart] = (value & 1) != 0;
        irqs.get(hart).set(state.msip[hart]);
    }

    private void pulse(int hart, long value) {
        if ((value & 1) != 0) {
            irqs.get(hart).set(true);
            irqs.get(hart).set(false);
        }
    }

    private void updateIrqs() {
        for (int i = 0; i < irqs.size(); i++) {
            irqs.get(i).set(state.msip[i]);
        }
    }
}

package org.backplane.testkit.probe;

import org.backplane.api.Doc;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** A device that the guest cannot see: it has the machine's clock for the test. */
@Component(service = {ProbeClock.class, DeviceType.class})
@DeviceName(ProbeClock.NAME)
@Doc("The machine's clock, for tests.")
public final class ProbeClock implements DeviceType<ProbeClock.Properties, ProbeClock.State> {
    static final String NAME = "testkit-clock";

    /** It has none. */
    public record Properties() {}

    /** There is nothing to see. */
    public static final class State {}

    private volatile @Nullable Clock clock;

    @Override
    public State powerOn(Properties properties) {
        return new State();
    }

    @Override
    public Device create(Properties properties, State state, Slot slot) {
        clock = slot.clock();
        return () -> {};
    }

    /**
     * The clock of the machine that became ready last.
     *
     * @throws CommandException if none did
     */
    Clock clock() {
        var known = clock;
        if (known == null) {
            throw CommandException.failed("There is no machine that is ready");
        }
        return known;
    }
}

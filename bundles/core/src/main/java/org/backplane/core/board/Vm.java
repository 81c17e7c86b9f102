package org.backplane.core.board;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.backplane.api.Name;
import org.backplane.api.command.CommandException;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.Power;
import org.backplane.api.event.EventName;
import org.backplane.api.event.Events;
import org.backplane.api.event.OncePerSecond;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.board.Actions.PanicAction;
import org.backplane.core.board.Actions.RebootAction;
import org.backplane.core.board.Actions.ShutdownAction;
import org.backplane.core.loop.MainLoop;
import org.backplane.core.loop.Phases;
import org.backplane.core.loop.RunStates;
import org.backplane.core.schema.Catalog;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual machine as a whole: makes and destroys its board, runs, stops and resets it. On the main loop. */
@Component(service = Vm.class)
public final class Vm implements Power {
    private static final Logger LOG = LoggerFactory.getLogger(Vm.class);

    /** Where devices that the user added are in the object tree. */
    public static final String PERIPHERAL = "/machine/peripheral/";

    /** The guest stands still. */
    @EventName("STOP")
    public record Stop() {}

    /** The guest runs on. */
    @EventName("RESUME")
    public record Resume() {}

    /** The machine was reset. */
    @EventName("RESET")
    public record Reset(boolean guest, Cause reason) {}

    /** The machine was switched off. */
    @EventName("SHUTDOWN")
    public record Shutdown(boolean guest, Cause reason) {}

    /** The user pressed the power button. */
    @EventName("POWERDOWN")
    public record Powerdown() {}

    /** The guest has given up. */
    @EventName("GUEST_PANICKED")
    public record GuestPanicked(GuestPanicAction action) {}

    /** What becomes of a guest that has given up. */
    @Name("GuestPanicAction")
    public enum GuestPanicAction {
        PAUSE,
        POWEROFF,
        RUN
    }

    /** A part of the machine threw something; the machine stands still until it is replaced or reset. */
    @EventName("DEVICE_FAULT")
    @OncePerSecond(by = "path")
    public record DeviceFault(String path, String reason) {}

    /** Why a machine was reset or switched off; QMP's ShutdownCause. */
    public enum Cause {
        HOST_QMP_QUIT,
        HOST_QMP_SYSTEM_RESET,
        HOST_SIGNAL,
        GUEST_SHUTDOWN,
        GUEST_RESET,
        GUEST_PANIC
    }

    private final Catalog catalog;
    private final MainLoop loop;
    private final MachineLock lock;
    private final Chardevs chardevs;
    private final BlockNodes blockNodes;
    private final UserObjects objects;
    private final Actions actions;
    private final Phases phases;
    private final Events events;
    private @Nullable MachineBoard board;
    private volatile RunState state = RunState.PRELAUNCH;

    @Reference(
            target = "(backplane.role=exit)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable IntConsumer exit;

    @Activate
    public Vm(
            @Reference Catalog catalog,
            @Reference MainLoop loop,
            @Reference MachineLock lock,
            @Reference Chardevs chardevs,
            @Reference BlockNodes blockNodes,
            @Reference UserObjects objects,
            @Reference Actions actions,
            @Reference Phases phases,
            @Reference Events events) {
        this.catalog = catalog;
        this.loop = loop;
        this.lock = lock;
        this.chardevs = chardevs;
        this.blockNodes = blockNodes;
        this.objects = objects;
        this.actions = actions;
        this.phases = phases;
        this.events = events;
    }

    /** The framework stops: the machine goes with it. */
    @Deactivate
    void close() {
        if (board != null) {
            board.clear();
        }
    }

    /** What the guest does; from any thread. */
    public RunState state() {
        return state;
    }

    /** Gives the next phases a board to work on. */
    public void create(MachineSettings settings) {
        board = new MachineBoard(
                settings,
                new MachineBoard.Surroundings(
                        catalog,
                        loop,
                        lock,
                        chardevs,
                        blockNodes,
                        objects,
                        this,
                        new SettingsChange(catalog, phases, this, settings),
                        this::fault));
        phases.board(board);
        state = RunState.PRELAUNCH;
    }

    /** Takes the machine back to {@code no-machine}. */
    public void destroy() {
        if (state == RunState.RUNNING) {
            stop(RunState.PAUSED);
        }
        phases.retreat(Phase.NO_MACHINE);
        phases.board(null);
        board = null;
        state = RunState.PRELAUNCH;
    }

    /** Lets the guest run, if it does not. */
    public void cont() {
        if (state == RunState.RUNNING) {
            return;
        }
        var ready = board();
        if (needsReset() || ready.hasFaults()) {
            throw CommandException.failed("Resetting the Virtual Machine is required");
        }
        change(RunState.RUNNING);
        events.emit(new Resume());
        ready.resume();
    }

    /** Stops the guest, if it runs. */
    public void stop(RunState reason) {
        if (state == RunState.RUNNING) {
            board().pause();
            change(reason);
            events.emit(new Stop());
        }
    }

    /** Resets the machine; it runs on if it ran. If the user wants it so, it is switched off instead. */
    public void reset(boolean guest, Cause reason) {
        if (actions.chosen().reboot() == RebootAction.SHUTDOWN) {
            switchOff(guest, reason, 0);
        } else {
            resetNow(guest, reason);
        }
    }

    private void resetNow(boolean guest, Cause reason) {
        boolean ran = state == RunState.RUNNING;
        if (ran) {
            board().pause();
        }
        try {
            board().reset();
        } catch (CommandException e) {
            stop(RunState.INTERNAL_ERROR);
            throw e;
        }
        events.emit(new Reset(guest, reason));
        if (ran) {
            board().resume();
        } else {
            state = RunState.PRELAUNCH;
        }
    }

    /** Prepares the first start. */
    void powerOn() {
        board().reset();
    }

    /** Presses the power button. */
    public void powerdown() {
        events.emit(new Powerdown());
    }

    /**
     * Plugs in a device that the user adds.
     *
     * @param bus where; the machine chooses if that is not said
     */
    public BoardDevice plug(String id, String driver, Optional<String> bus, Map<String, Object> properties) {
        var machine = board().machine();
        if (phases.phase() == Phase.MACHINE_READY) {
            throw noHotplug(bus.orElseGet(() -> machine.nextBus(driver)));
        }
        var slot = board().peripheral(id, driver, properties);
        slot.realize();
        try {
            bus.ifPresentOrElse(name -> machine.place(slot, name), () -> machine.place(slot));
        } catch (RuntimeException e) {
            remove(slot);
            throw e;
        }
        return slot;
    }

    /** The paths of all devices. */
    List<String> devicePaths() {
        return board == null
                ? List.of()
                : board.devices().stream().map(BoardDevice::path).toList();
    }

    /** A device by its path. */
    public Optional<BoardDevice> device(String path) {
        return board == null
                ? Optional.empty()
                : board.devices().stream()
                        .filter(device -> device.path().equals(path))
                        .findFirst();
    }

    /**
     * Takes a device out.
     *
     * @throws CommandException if the user did not add it, or the guest may know it already
     */
    public void unplug(BoardDevice device) {
        if (!device.path().startsWith(PERIPHERAL) || phases.phase() == Phase.MACHINE_READY) {
            throw noHotplug(board().machine().busOf(device));
        }
        remove(device);
    }

    /**
     * What a swap did.
     *
     * @param devices the paths of the devices that were swapped
     * @param backends what to call the back ends that were swapped
     * @param pauseNanos how long the machine stood still
     */
    public record Swapped(List<String> devices, List<String> backends, long pauseNanos) {}

    /**
     * Replaces the code of what is in use by other versions of it, of all or of none. The machine stands still meanwhile.
     * If it stood still already because a device failed, it is paused afterwards, unless another device has failed too.
     *
     * @throws CommandException if something cannot be taken over; it says what and why
     */
    public Swapped swap(Successors successors) {
        long began = System.nanoTime();
        var swap = new Swap();
        if (board == null) {
            swap.perform(() -> replaceBackends(successors, swap));
        } else if (!successors.isEmpty()) {
            swapParts(board, successors, swap);
        }
        long pause = board == null || successors.isEmpty() ? 0 : System.nanoTime() - began;
        return new Swapped(swap.devices(), swap.backends(), pause);
    }

    private void swapParts(MachineBoard present, Successors successors, Swap swap) {
        present.halt();
        try {
            present.awaitRequests(successors);
            swap.perform(() -> {
                replaceBackends(successors, swap);
                present.replace(successors, swap);
            });
        } finally {
            if (state == RunState.RUNNING) {
                present.resume();
            }
        }
        if (state == RunState.INTERNAL_ERROR && !swap.devices().isEmpty() && !present.hasFaults()) {
            change(RunState.PAUSED);
        }
    }

    private void replaceBackends(Successors successors, Swap swap) {
        chardevs.replace(successors, swap);
        blockNodes.replace(successors, swap);
        lock.lock();
        try {
            objects.replace(successors, swap);
        } finally {
            lock.unlock();
        }
    }

    private static CommandException noHotplug(String bus) {
        return CommandException.failed("Bus '%s' does not support hotplugging".formatted(bus));
    }

    private void remove(BoardDevice device) {
        var slot = (DeviceSlot) device;
        slot.drain();
        slot.unplug();
        board().unplugged(slot);
    }

    /**
     * A processor of the machine as the host sees it.
     *
     * @param index its number on the board
     * @param path where it is in the object tree
     * @param threadId the number by which the host knows its thread
     * @param architecture what it executes
     * @param statistics what it has counted, by name
     */
    public record Processor(
            int index, String path, long threadId, Architecture architecture, Map<String, Long> statistics) {}

    /** The processors; none before the machine is built. */
    public List<Processor> processors() {
        return board == null ? List.of() : board.processors();
    }

    /** What a processor executes most, the first first. */
    public List<HotCode> hotCode(Processor processor, int most) {
        return board().hotCode(processor.index(), most);
    }

    /**
     * A block node in the hands of a device.
     *
     * @param device the device's name if the user gave it, and else its path in the object tree
     * @param node the name of the node
     */
    public record Disk(String device, String node) {}

    /** The disks of the machine. */
    public List<Disk> disks() {
        return board == null
                ? List.of()
                : board.slots().stream()
                        .flatMap(slot -> slot.blockNodes().stream().map(node -> new Disk(slot.id(), node)))
                        .toList();
    }

    /** The paths of what the machine has of a type of machines, processors or devices. */
    List<String> users(Class<?> type, String name) {
        return board == null ? List.of() : board.users(type, name);
    }

    /** All that is mapped in the machine, by address; nothing without a machine. */
    public List<Inspection.MappedInfo> mapped() {
        return board == null
                ? List.of()
                : board.map().regions().stream().map(Inspection::mapped).toList();
    }

    /** The interrupt outputs of all devices. */
    public List<Inspection.IrqInfo> irqLines() {
        return slots().flatMap(slot -> slot.irqLines().stream()).toList();
    }

    /** All that there is to see of a device, by its path; empty if there is none. */
    public Optional<Inspection.DeviceInfo> inspect(String path) {
        return slots().filter(slot -> slot.path().equals(path)).findFirst().map(DeviceSlot::inspect);
    }

    /** The names and versions of the bundles that devices are from, by the devices' paths. */
    Map<String, String> bundles() {
        var bundles = new HashMap<String, String>();
        slots().forEach(slot -> slot.bundle().ifPresent(bundle -> bundles.put(slot.path(), bundle)));
        return bundles;
    }

    private Stream<DeviceSlot> slots() {
        return board == null ? Stream.empty() : board.slots().stream();
    }

    /** How much memory the machine was built with, in bytes. */
    public long memorySize() {
        return board().machine().bootLayout().ramSize();
    }

    /** The machine as an object, if there is one. */
    Optional<ObjectNode> objects() {
        return Optional.ofNullable(board).map(MachineBoard::objects);
    }

    /** Ends the process, or lets the guest stand still if the user wants to look at it. */
    private void switchOff(boolean guest, Cause reason, int status) {
        if (actions.chosen().shutdown() == ShutdownAction.PAUSE) {
            events.emit(new Shutdown(guest, reason));
            stop(RunState.SHUTDOWN);
        } else {
            quit(guest, reason, status);
        }
    }

    /** Ends the process. */
    public void quit(boolean guest, Cause reason, int status) {
        if (state == RunState.RUNNING) {
            board().pause();
            change(RunState.SHUTDOWN);
        }
        events.emit(new Shutdown(guest, reason));
        loop.post(() -> leave(status));
    }

    private void leave(int status) {
        chardevs.close();
        var way = exit;
        if (way == null) {
            LOG.warn("there is no way out; status {}", status);
        } else {
            way.accept(status);
        }
    }

    // ---- the power switch, for devices: from any thread

    @Override
    public void off(int exitCode) {
        loop.post(() -> switchOff(true, Cause.GUEST_SHUTDOWN, exitCode));
    }

    @Override
    public void reset() {
        loop.post(() -> {
            if (board != null) {
                reset(true, Cause.GUEST_RESET);
            }
        });
    }

    @Override
    public void panicked() {
        loop.post(this::panic);
    }

    private void panic() {
        var chosen = actions.chosen();
        boolean off = chosen.shutdown() == ShutdownAction.POWEROFF;
        switch (chosen.panic()) {
            case NONE -> events.emit(new GuestPanicked(GuestPanicAction.RUN));
            case PAUSE -> panic(GuestPanicAction.PAUSE);
            case SHUTDOWN -> panic(off ? GuestPanicAction.POWEROFF : GuestPanicAction.PAUSE);
            case EXIT_FAILURE -> panic(GuestPanicAction.POWEROFF);
        }
    }

    private void panic(GuestPanicAction action) {
        events.emit(new GuestPanicked(action));
        stop(RunState.GUEST_PANICKED);
        if (action == GuestPanicAction.POWEROFF) {
            quit(true, Cause.GUEST_PANIC, actions.chosen().panic() == PanicAction.EXIT_FAILURE ? 1 : 0);
        }
    }

    private void fault(String path, Throwable cause) {
        loop.post(() -> {
            LOG.error("{} failed; the machine is paused", path, cause);
            events.emit(new DeviceFault(path, cause.toString()));
            stop(RunState.INTERNAL_ERROR);
        });
    }

    private boolean needsReset() {
        return state == RunState.INTERNAL_ERROR || state == RunState.SHUTDOWN || state == RunState.GUEST_PANICKED;
    }

    private void change(RunState next) {
        if (!RunStates.next(state).contains(next)) {
            throw new IllegalStateException("no way from %s to %s".formatted(state.wireName(), next.wireName()));
        }
        state = next;
    }

    private MachineBoard board() {
        if (board == null) {
            throw CommandException.failed("There is no machine; machine-create makes one");
        }
        return board;
    }
}

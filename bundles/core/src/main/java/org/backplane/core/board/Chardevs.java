package org.backplane.core.board;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Records;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The open character devices by id, and which of them are the serial lines of the next machine. */
@Component(service = {Chardevs.class, Keeper.class})
public final class Chardevs implements Keeper {
    private final Catalog catalog;
    private final MachineLock lock;
    private final Map<String, SerialPort> ports = new ConcurrentSkipListMap<>();
    private final List<String> serials = new CopyOnWriteArrayList<>();

    @Activate
    public Chardevs(@Reference Catalog catalog, @Reference MachineLock lock) {
        this.catalog = catalog;
        this.lock = lock;
    }

    /** Closes all; the terminal is as it was. */
    @Deactivate
    public void close() {
        List.copyOf(ports.keySet()).forEach(this::remove);
    }

    /**
     * Opens a character device.
     *
     * @return the path of the pseudo terminal that was made for it, where there is one
     * @throws CommandException if the id is taken, or the device cannot be opened
     */
    public Optional<String> add(String id, String type, Map<String, Object> properties) {
        if (ports.containsKey(id)) {
            throw CommandException.badArgument("id", taken(id));
        }
        var chardev = open(type, properties);
        ports.put(id, new SerialPort(id, type, properties, chardev, lock));
        // no log: whoever started this has to see it, and programs look for these words of QEMU's
        chardev.pty().ifPresent(path -> System.err.printf("char device redirected to %s (label %s)%n", path, id));
        return chardev.pty();
    }

    private Chardev open(String type, Map<String, Object> properties) {
        return catalog.with(ChardevType.class, type, found -> open(found, type, properties));
    }

    @SuppressWarnings("unchecked") // the record is made for this very type
    private <P extends Record> Chardev open(ChardevType<?> found, String type, Map<String, Object> properties) {
        try {
            var record = (P) catalog.bind(catalog.properties(ChardevType.class, type), properties, Form.TYPED);
            return ((ChardevType<P>) found).open(record);
        } catch (IOException e) {
            throw CommandException.failed("Failed to open chardev '%s': %s".formatted(type, e.getMessage()));
        }
    }

    /**
     * Closes a character device.
     *
     * @throws CommandException if there is none of that id, or a serial line uses it
     */
    public void remove(String id) {
        var port = ports.get(id);
        if (port == null) {
            throw CommandException.badArgument("id", missing(id));
        }
        port.close();
        ports.remove(id);
        serials.remove(id);
    }

    @Override
    public String kind() {
        return "chardev";
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(ports.keySet());
    }

    @Override
    public String missing(String name) {
        return "Chardev '%s' not found".formatted(name);
    }

    @Override
    public String taken(String name) {
        return "Chardev with id '%s' already exists".formatted(name);
    }

    /** Makes a character device the next serial line. */
    public void addSerial(String id) {
        if (!ports.containsKey(id)) {
            throw CommandException.badArgument(
                    "chardev",
                    "Chardev '%s' not found; there is %s"
                            .formatted(id, ports.isEmpty() ? "none" : String.join(", ", ports.keySet())));
        }
        serials.add(id);
    }

    /** Takes back the last {@link #addSerial} of that id. */
    public void removeSerial(String id) {
        var last = serials.lastIndexOf(id);
        if (last >= 0) {
            serials.remove(last);
        }
    }

    /** Whether a serial line of the machine leads to it. */
    public boolean isSerial(String id) {
        return serials.contains(id);
    }

    /** The id of a serial line's character device. */
    Optional<String> serial(int index) {
        return index < serials.size() ? Optional.of(serials.get(index)) : Optional.empty();
    }

    Optional<SerialPort> port(String id) {
        return Optional.ofNullable(ports.get(id));
    }

    /** Lets other versions of types go on with what is open. */
    void replace(Successors successors, Swap swap) {
        ports.forEach((id, port) -> {
            if (successors.has(ChardevType.class, port.type())) {
                var versions = new Swap.Versions<>(
                        taking(successors.former(ChardevType.class, port.type()), port),
                        taking(successors.successor(ChardevType.class, port.type()), port));
                swap.backend(Users.chardev(id), () -> port.replace(versions, swap));
            }
        });
    }

    @SuppressWarnings("unchecked") // the record is made for this very type
    private <P extends Record> Swap.Taking<Chardev> taking(ChardevType<?> type, SerialPort port) {
        return left -> {
            var record = (P) catalog.bind(Records.propertiesOf(type, ChardevType.class), port.properties(), Form.TYPED);
            return ((ChardevType<P>) type).takeOver(record, left);
        };
    }

    /**
     * An open character device.
     *
     * @param inUse whether something of the machine is connected to it
     */
    public record Open(String id, String type, boolean inUse) {}

    /** All open ones. */
    public List<Open> open() {
        return ports.values().stream()
                .map(port -> new Open(port.id(), port.type(), port.isAttached() || isSerial(port.id())))
                .toList();
    }

    /** The types of all open ones, by id. */
    Map<String, String> types() {
        var types = new TreeMap<String, String>();
        ports.forEach((id, port) -> types.put(id, port.type()));
        return types;
    }
}

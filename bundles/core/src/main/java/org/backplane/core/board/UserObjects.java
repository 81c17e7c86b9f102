package org.backplane.core.board;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.Name;
import org.backplane.api.backend.Handover;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Request.Form;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.UserObject;
import org.backplane.api.schema.Records;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.SchemaReader;
import org.backplane.core.schema.Trees;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects that users make, by id, and who uses them. */
@Component(service = {UserObjects.class, Keeper.class})
public final class UserObjects implements ObjectType.Others, Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(UserObjects.class);

    /**
     * An object.
     *
     * @param given its properties as the user gave them
     * @param properties all of them
     */
    private record Entry(String type, Map<String, Object> given, Record properties, UserObject object) {}

    /** A device has an object, and uses it as something. */
    private record Loan(String user, Class<?> kind) {}

    private final Catalog catalog;
    private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
    /** Who uses an object, by its id. */
    private final Map<String, Set<Loan>> loans = new ConcurrentHashMap<>();

    @Activate
    public UserObjects(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    /** Closes all. */
    @Deactivate
    public void close() {
        loans.clear();
        List.copyOf(entries.keySet()).forEach(this::remove);
    }

    /**
     * Makes an object.
     *
     * @throws CommandException if the id is taken, or the object cannot be made
     */
    public void add(String id, String type, Map<String, Object> properties) {
        requireFree(!entries.containsKey(id), id);
        var entry = catalog.with(ObjectType.class, type, found -> create(found, type, properties));
        if (entries.putIfAbsent(id, entry) != null) {
            close(id, entry);
            requireFree(false, id);
        }
    }

    private void requireFree(boolean free, String id) {
        if (!free) {
            throw CommandException.badArgument("id", taken(id));
        }
    }

    @SuppressWarnings("unchecked") // the record is made for this very type
    private <P extends Record> Entry create(ObjectType<?> found, String type, Map<String, Object> properties) {
        try {
            var record = (P) catalog.bind(catalog.properties(ObjectType.class, type), properties, Form.TYPED);
            return new Entry(type, properties, record, ((ObjectType<P>) found).create(record, this));
        } catch (IOException | IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /**
     * Removes an object.
     *
     * @throws CommandException if there is none of that id, or a device uses it
     */
    public void remove(String id) {
        var entry = entries.get(id);
        if (entry == null) {
            throw CommandException.badArgument("id", missing(id));
        } else if (!loans.getOrDefault(id, Set.of()).isEmpty()) {
            throw CommandException.failed("object '%s' is in use, can not be deleted".formatted(id));
        }
        entries.remove(id);
        close(id, entry);
    }

    private static void close(String id, Entry entry) {
        try {
            entry.object.close();
        } catch (IOException e) {
            LOG.error("object {} could not be closed: {}", id, e.getMessage());
        }
    }

    /** Lets other versions of types go on with what objects have; while no device moves. */
    void replace(Successors successors, Swap swap) {
        entries.forEach((id, entry) -> {
            if (successors.has(ObjectType.class, entry.type)) {
                var former = successors.former(ObjectType.class, entry.type);
                var successor = successors.successor(ObjectType.class, entry.type);
                swap.backend(Users.object(id), () -> replace(id, entry, former, successor, swap));
            }
        });
    }

    private Runnable replace(String id, Entry before, ObjectType<?> former, ObjectType<?> successor, Swap swap)
            throws IOException {
        var left = before.object.handOver();
        if (left.isEmpty()) {
            return replaceBeside(id, before, successor, swap);
        }
        var versions = new Swap.Versions<Entry>(
                from -> takeOver(former, before, from), from -> requireKinds(id, takeOver(successor, before, from)));
        Swap.pass(() -> left, versions, entry -> entries.put(id, entry));
        return () -> Swap.passBack(
                () -> present(id).object.handOver(), versions.reversed(), entry -> entries.put(id, entry));
    }

    /** Makes another one of the same properties, which has nothing of this one. */
    private Runnable replaceBeside(String id, Entry before, ObjectType<?> successor, Swap swap) throws IOException {
        var next = takeOver(successor, before, Handover.ofNothing());
        try {
            entries.put(id, requireKinds(id, next));
        } catch (IOException e) {
            close(id, next);
            throw e;
        }
        swap.last(() -> close(id, before));
        return () -> {
            entries.put(id, before);
            close(id, next);
        };
    }

    @SuppressWarnings("unchecked") // the record is made for this very type
    private <P extends Record> Entry takeOver(ObjectType<?> type, Entry entry, Handover from) throws IOException {
        var record = (P) catalog.bind(Records.propertiesOf(type, ObjectType.class), entry.given, Form.TYPED);
        return new Entry(entry.type, entry.given, record, ((ObjectType<P>) type).takeOver(record, this, from));
    }

    /** Whoever uses an object has to be able to go on. */
    private Entry requireKinds(String id, Entry next) throws IOException {
        for (var loan : loans.getOrDefault(id, Set.of())) {
            if (!loan.kind.isInstance(next.object)) {
                throw new IOException("it is no %s any more, as %s uses it".formatted(nameOf(loan.kind), loan.user));
            }
        }
        return next;
    }

    private Entry present(String id) {
        return Objects.requireNonNull(entries.get(id), id);
    }

    @Override
    public String kind() {
        return "object";
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    @Override
    public String missing(String name) {
        return "object '%s' not found".formatted(name);
    }

    @Override
    public String taken(String name) {
        return "attempt to add duplicate property '%s' to object (type 'container')".formatted(name);
    }

    @Override
    public <T> Optional<T> find(String id, Class<T> kind) {
        return Optional.ofNullable(entries.get(id))
                .map(Entry::object)
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /**
     * Lends an object to a device; it stays until the device gives it back. What the device gets stands for the object,
     * also when another version of its code has taken its place.
     */
    <T> T lend(String property, String id, Class<T> kind, String user) {
        if (!entries.containsKey(id)) {
            throw new CommandException(Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(id));
        }
        var object = find(id, kind)
                .orElseThrow(() -> CommandException.badArgument(
                        property, "Invalid parameter type for '%s', expected: %s".formatted(property, nameOf(kind))));
        loans.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(new Loan(user, kind));
        return kind.isInterface() ? standIn(id, kind) : object;
    }

    private <T> T standIn(String id, Class<T> kind) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, (_, method, arguments) -> {
                    try {
                        return method.invoke(present(id).object, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String nameOf(Class<?> kind) {
        var name = kind.getAnnotation(Name.class);
        return name == null ? kind.getSimpleName() : name.value();
    }

    /** A device uses nothing any more. */
    void giveBack(String user) {
        loans.values().forEach(all -> all.removeIf(loan -> loan.user.equals(user)));
    }

    /** The types of all, by id. */
    Map<String, String> types() {
        var types = new TreeMap<String, String>();
        entries.forEach((id, entry) -> types.put(id, entry.type));
        return types;
    }

    /** All of them, as objects of the tree. */
    Map<String, ObjectNode> objects() {
        var objects = new TreeMap<String, ObjectNode>();
        entries.forEach((id, entry) ->
                objects.put(id, new ObjectNode(entry.type, shown(entry), Map.of(), (property, _) -> {
                    throw CommandException.badArgument(
                            "property", "Property '%s' can no longer be set".formatted(property));
                })));
        return objects;
    }

    private static Map<String, ObjectNode.Property> shown(Entry entry) {
        return ObjectNode.properties(
                SchemaReader.struct(entry.properties.getClass()), Trees.ofRecord(entry.properties));
    }
}

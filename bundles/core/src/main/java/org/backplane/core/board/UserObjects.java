package org.backplane.core.board;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.Name;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Request.Form;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.UserObject;
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

    private record Entry(String type, Record properties, UserObject object) {}

    private final Catalog catalog;
    private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
    /** The paths of the devices that use an object, by its id. */
    private final Map<String, Set<String>> users = new ConcurrentHashMap<>();

    @Activate
    public UserObjects(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    /** Closes all. */
    @Deactivate
    public void close() {
        users.clear();
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
            return new Entry(type, record, ((ObjectType<P>) found).create(record, this));
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
        } else if (!users.getOrDefault(id, Set.of()).isEmpty()) {
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

    /** Lends an object to a device; it stays until the device gives it back. */
    <T> T lend(String property, String id, Class<T> kind, String user) {
        if (!entries.containsKey(id)) {
            throw new CommandException(Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(id));
        }
        var object = find(id, kind)
                .orElseThrow(() -> CommandException.badArgument(
                        property, "Invalid parameter type for '%s', expected: %s".formatted(property, nameOf(kind))));
        users.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(user);
        return object;
    }

    private static String nameOf(Class<?> kind) {
        var name = kind.getAnnotation(Name.class);
        return name == null ? kind.getSimpleName() : name.value();
    }

    /** A device uses nothing any more. */
    void giveBack(String user) {
        users.values().forEach(paths -> paths.remove(user));
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

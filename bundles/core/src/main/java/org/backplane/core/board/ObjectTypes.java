package org.backplane.core.board;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.DeviceType;
import org.backplane.api.machine.MachineType;
import org.backplane.api.object.ObjectType;
import org.backplane.api.schema.Schema;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.SchemaReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The types of all objects that there can be at this moment, named as QEMU names them, and what they are kinds of. A
 * machine, a device, a processor, an object of the user's is a service; the types above those are only names.
 */
@Component(service = ObjectTypes.class)
public final class ObjectTypes {

    /**
     * A type.
     *
     * @param name its name
     * @param ancestors what it is a kind of, the nearest first, then what it implements
     * @param service where its properties are found: a type of services; itself for a type without
     * @param key the name of the service
     */
    public record Type(String name, List<String> ancestors, Class<?> service, String key) {

        private static Type plain(String name, String... ancestors) {
            return new Type(name, List.of(ancestors), Type.class, name);
        }

        /** The type that it extends; empty for what extends nothing. */
        public String parent() {
            return ancestors.isEmpty() ? "" : ancestors.getFirst();
        }

        /** Whether its objects are objects of another type. */
        public boolean isA(String other) {
            return name.equals(other) || ancestors.contains(other);
        }

        /** Whether it has no objects but those of the types below it. */
        public boolean isAbstract() {
            return service == Type.class && !name.equals("container");
        }

        /** The names of types of properties that it has beside what users can give, by the properties' names. */
        public Map<String, String> common() {
            return isA("cpu") ? CpuThread.COMMON : isA("device") ? DeviceSlot.COMMON : Map.of();
        }
    }

    private static final String OBJECT = "object";
    private static final String DEVICE = "device";
    private static final String CPU = "cpu";
    private static final String MACHINE = "machine";
    private static final String CHARDEV = "chardev";
    private static final String BLOCK = "block";
    private static final String USER_CREATABLE = "user-creatable";

    private static final List<Type> PLAIN = List.of(
            Type.plain(OBJECT),
            Type.plain("interface"),
            Type.plain(USER_CREATABLE, "interface"),
            Type.plain("container", OBJECT),
            Type.plain(DEVICE, OBJECT),
            Type.plain(CPU, DEVICE, OBJECT),
            Type.plain(MACHINE, OBJECT),
            Type.plain(CHARDEV, OBJECT),
            Type.plain(BLOCK, OBJECT));

    private final Catalog catalog;

    @Activate
    public ObjectTypes(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    /** All of them. */
    public List<Type> all() {
        var objects = objects();
        var parents = objects.stream()
                .map(Type::parent)
                .filter(parent -> !parent.equals(OBJECT))
                .distinct()
                .map(parent -> Type.plain(parent, OBJECT));
        return Stream.of(
                        PLAIN.stream(),
                        types(DeviceType.class, name -> name, DEVICE, OBJECT),
                        types(CpuType.class, this::cpu, CPU, DEVICE, OBJECT),
                        types(MachineType.class, "%s-machine"::formatted, MACHINE, OBJECT),
                        types(ChardevType.class, "chardev-%s"::formatted, CHARDEV, OBJECT),
                        types(BlockDriver.class, "block-%s"::formatted, BLOCK, OBJECT),
                        parents,
                        objects.stream())
                .flatMap(types -> types)
                .toList();
    }

    private Stream<Type> types(Class<?> service, UnaryOperator<String> form, String... ancestors) {
        return catalog.names(service).stream()
                .map(name -> new Type(form.apply(name), List.of(ancestors), service, name));
    }

    private String cpu(String name) {
        return catalog.with(CpuType.class, name, type -> type.architecture()).objectType(name);
    }

    private List<Type> objects() {
        return catalog.names(ObjectType.class).stream()
                .map(name -> {
                    var parent = catalog.with(ObjectType.class, name, type -> type.parent());
                    return new Type(name, List.of(parent, OBJECT, USER_CREATABLE), ObjectType.class, name);
                })
                .toList();
    }

    /** A type by its name. */
    public Optional<Type> find(String name) {
        return all().stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** What users can give to an object of a type. */
    public List<Schema.Member> properties(Type type) {
        if (type.isA(CHARDEV) || type.isA(BLOCK)) {
            return List.of(); // the tree shows none of them either
        } else if (type.isA(MACHINE)) {
            return Stream.concat(MachineBoard.SETTINGS.stream(), own(type).stream())
                    .toList();
        }
        return own(type);
    }

    private List<Schema.Member> own(Type type) {
        return type.service == Type.class
                ? List.of()
                : SchemaReader.struct(catalog.properties(type.service, type.key))
                        .members();
    }
}

package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * All objects by their paths: {@code /machine} with the board's own devices by their names, its processors, and what
 * the user added below {@code peripheral}; {@code /objects}; {@code /chardevs}; {@code /blocks}. On the main loop.
 */
@Component(service = ObjectTree.class)
public final class ObjectTree {

    /** An object and where it was found. */
    public record Located(String path, ObjectNode object) {

        /** All properties: its type, its own, its children with their paths as values. */
        public Map<String, ObjectNode.Property> properties() {
            var all = new LinkedHashMap<String, ObjectNode.Property>();
            all.put(TYPE, new ObjectNode.Property("string", object.type()));
            all.putAll(object.properties());
            object.children().forEach((name, child) -> all.put(name, child(name, child)));
            return all;
        }

        private ObjectNode.Property child(String name, ObjectNode child) {
            return new ObjectNode.Property(
                    "child<%s>".formatted(child.type()), path.replaceAll("/+$", "") + "/" + name);
        }

        /**
         * One of its properties.
         *
         * @throws CommandException if it has none of that name
         */
        public ObjectNode.Property property(String name) {
            var property = properties().get(name);
            if (property == null) {
                throw CommandException.badArgument(
                        "property", "Property '%s.%s' not found".formatted(object.type(), name));
            }
            return property;
        }

        /**
         * Changes one of its properties.
         *
         * @return takes it back
         * @throws CommandException if it has none of that name, or that cannot be changed, or not so
         */
        public Runnable set(String name, Object value) {
            if (name.equals(TYPE) || object.children().containsKey(name)) {
                throw ObjectNode.notWritable(object.type(), name);
            } else if (!object.setter().takes(name)) {
                property(name);
            }
            return object.setter().set(name, value);
        }
    }

    private static final String TYPE = "type";

    private final Vm vm;
    private final Chardevs chardevs;
    private final BlockNodes blockNodes;
    private final UserObjects objects;

    @Activate
    public ObjectTree(
            @Reference Vm vm,
            @Reference Chardevs chardevs,
            @Reference BlockNodes blockNodes,
            @Reference UserObjects objects) {
        this.vm = vm;
        this.chardevs = chardevs;
        this.blockNodes = blockNodes;
        this.objects = objects;
    }

    /**
     * Finds an object by its path, or by the last part of a path if that is not ambiguous.
     *
     * @throws CommandException if there is none, or more than one
     */
    public Located find(String path) {
        return search(path)
                .orElseThrow(
                        () -> new CommandException(Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(path)));
    }

    /**
     * Finds an object as {@link #find} does, if there is one.
     *
     * @throws CommandException if there is more than one
     */
    public Optional<Located> search(String path) {
        var found = path.startsWith("/") ? absolute(path) : partial(path);
        if (found.size() > 1) {
            throw CommandException.failed("Path '%s' is ambiguous".formatted(path));
        }
        return found.stream().findFirst();
    }

    /** An object and those below it, in the order of the tree. */
    public List<Located> all(String path) {
        return below(find(path)).toList();
    }

    /** The bundle that an object is from: its name and version, where it is known. */
    public Optional<String> bundle(String path) {
        return Optional.ofNullable(vm.bundles().get(path));
    }

    private List<Located> absolute(String path) {
        var object = root();
        for (var name : names(path)) {
            var child = object.children().get(name);
            if (child == null) {
                return List.of();
            }
            object = child;
        }
        return List.of(new Located(path, object));
    }

    private List<Located> partial(String path) {
        var names = String.join("/", names(path));
        return below(new Located("", root()))
                .filter(located -> names.isEmpty() || located.path().endsWith("/" + names))
                .toList();
    }

    private static List<String> names(String path) {
        return Stream.of(path.split("/")).filter(name -> !name.isEmpty()).toList();
    }

    private static Stream<Located> below(Located top) {
        return Stream.concat(
                Stream.of(top),
                top.object().children().entrySet().stream()
                        .map(child ->
                                new Located(top.path().replaceAll("/+$", "") + "/" + child.getKey(), child.getValue()))
                        .flatMap(ObjectTree::below));
    }

    private ObjectNode root() {
        var children = new LinkedHashMap<String, ObjectNode>();
        vm.objects().ifPresent(machine -> children.put("machine", machine));
        children.put("objects", ObjectNode.container(objects.objects()));
        children.put("chardevs", ObjectNode.container(objects(chardevs.types(), "chardev-%s")));
        children.put("blocks", ObjectNode.container(objects(blockNodes.drivers(), "block-%s")));
        return ObjectNode.container(children);
    }

    private static Map<String, ObjectNode> objects(Map<String, String> types, String form) {
        var objects = new TreeMap<String, ObjectNode>();
        types.forEach((name, type) -> objects.put(name, new ObjectNode(form.formatted(type), Map.of(), Map.of())));
        return objects;
    }
}

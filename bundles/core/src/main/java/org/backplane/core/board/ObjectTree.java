package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * All objects by their paths: {@code /machine} with the board's own devices by their names, its processors, and what
 * the user added below {@code peripheral}; {@code /chardevs}; {@code /blocks}. On the main loop.
 */
@Component(service = ObjectTree.class)
public final class ObjectTree {

    /** An object and where it was found. */
    public record Located(String path, ObjectNode object) {}

    private final Vm vm;
    private final Chardevs chardevs;
    private final BlockNodes blockNodes;

    @Activate
    public ObjectTree(@Reference Vm vm, @Reference Chardevs chardevs, @Reference BlockNodes blockNodes) {
        this.vm = vm;
        this.chardevs = chardevs;
        this.blockNodes = blockNodes;
    }

    /**
     * Finds an object by its path, or by the last part of a path if that is not ambiguous.
     *
     * @throws CommandException if there is none, or more than one
     */
    public Located find(String path) {
        var found = path.startsWith("/") ? absolute(path) : partial(path);
        if (found.size() > 1) {
            throw CommandException.failed("Path '%s' is ambiguous".formatted(path));
        }
        return found.stream()
                .findFirst()
                .orElseThrow(
                        () -> new CommandException(Kind.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(path)));
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
                        .map(child -> new Located(top.path() + "/" + child.getKey(), child.getValue()))
                        .flatMap(ObjectTree::below));
    }

    private ObjectNode root() {
        var children = new LinkedHashMap<String, ObjectNode>();
        vm.objects().ifPresent(machine -> children.put("machine", machine));
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

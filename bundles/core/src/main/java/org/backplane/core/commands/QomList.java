package org.backplane.core.commands;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.ObjectNode;
import org.backplane.core.board.ObjectTree;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The properties of an object, its children among them. */
@Component
@CommandName("qom-list")
@Doc("The properties of an object, its children among them.")
@LeastRole(Role.OBSERVER)
public final class QomList implements Command<QomList.Arguments, List<QomList.ObjectPropertyInfo>> {

    public record Arguments(
            @Doc("The object's path, or the end of it if that is not ambiguous")
            String path) {}

    @Name("ObjectPropertyInfo")
    public record ObjectPropertyInfo(
            @Doc("Its name") String name,

            @Doc("The name of its type; child<TYPE> for an object below")
            String type) {}

    private final ObjectTree tree;

    @Activate
    public QomList(@Reference ObjectTree tree) {
        this.tree = tree;
    }

    @Override
    public List<QomList.ObjectPropertyInfo> run(QomList.Arguments arguments, Call call) {
        var object = tree.find(arguments.path).object();
        return Stream.of(Stream.of(new ObjectPropertyInfo("type", "string")), properties(object), children(object))
                .flatMap(infos -> infos)
                .toList();
    }

    private static Stream<ObjectPropertyInfo> properties(ObjectNode object) {
        return object.properties().entrySet().stream()
                .map(property -> new ObjectPropertyInfo(
                        property.getKey(), property.getValue().type()));
    }

    private static Stream<ObjectPropertyInfo> children(ObjectNode object) {
        return object.children().entrySet().stream()
                .map(child -> new ObjectPropertyInfo(
                        child.getKey(), "child<%s>".formatted(child.getValue().type())));
    }
}

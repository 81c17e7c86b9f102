package org.backplane.core.commands.object;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** The properties of several objects with their values. */
@Component
@CommandName("qom-list-get")
@Doc("The properties of several objects with their values.")
@LeastRole(Role.OBSERVER)
public final class QomListGet implements Command<QomListGet.Arguments, List<QomListGet.ObjectPropertiesValues>> {

    public record Arguments(
            @Doc("The objects' paths, or the ends of them where they are not ambiguous")
            List<String> paths) {}

    @Name("ObjectPropertiesValues")
    public record ObjectPropertiesValues(
            @Doc("The properties of one object") List<ObjectPropertyValue> properties) {}

    @Name("ObjectPropertyValue")
    public record ObjectPropertyValue(
            @Doc("Its name") String name,

            @Doc("The name of its type; child<TYPE> for an object below")
            String type,

            @Doc("Its value; of a child, its path") Optional<Object> value) {}

    private final ObjectTree tree;

    @Activate
    public QomListGet(@Reference ObjectTree tree) {
        this.tree = tree;
    }

    @Override
    public List<QomListGet.ObjectPropertiesValues> run(QomListGet.Arguments arguments, Call call) {
        return arguments.paths.stream()
                .map(path -> new ObjectPropertiesValues(values(tree.find(path).properties())))
                .toList();
    }

    private static List<ObjectPropertyValue> values(Map<String, ObjectNode.Property> properties) {
        return properties.entrySet().stream()
                .map(property -> new ObjectPropertyValue(
                        property.getKey(),
                        property.getValue().type(),
                        Optional.of(property.getValue().value())))
                .toList();
    }
}

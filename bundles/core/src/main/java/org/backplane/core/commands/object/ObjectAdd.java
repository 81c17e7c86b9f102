package org.backplane.core.commands.object;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.api.object.ObjectType;
import org.backplane.core.board.UserObjects;
import org.backplane.core.schema.Identifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes an object of the user's. */
@Component
@CommandName("object-add")
@Doc("Makes an object: a source of random bytes, a secret.")
@Makes(value = "object", by = "id")
@CliOption("object")
public final class ObjectAdd implements Command<ObjectAdd.Arguments, CompletionStage<Command.Done>> {
    public record Arguments(
            @Doc("Type of object, as listed by qom-list-types")
            String qomType,

            @Doc("Name of the new object, unique below /objects")
            String id,

            @Doc("Properties of that type") @Rest @VariantsOf(value = ObjectType.class, tag = "qom-type")
            Map<String, Object> properties) {}

    private final UserObjects objects;

    @Activate
    public ObjectAdd(@Reference UserObjects objects) {
        this.objects = objects;
    }

    @Override
    public CompletionStage<Command.Done> run(ObjectAdd.Arguments arguments, Call call) {
        Identifier.require(arguments.id);
        return CompletableFuture.supplyAsync(() -> {
            objects.add(arguments.id, arguments.qomType, arguments.properties);
            call.undo(() -> objects.remove(arguments.id));
            return Done.DONE;
        });
    }
}

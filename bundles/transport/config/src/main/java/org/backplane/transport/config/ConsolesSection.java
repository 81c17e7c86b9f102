package org.backplane.transport.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Request;
import org.backplane.api.config.Section;
import org.backplane.api.config.SectionName;
import org.osgi.service.component.annotations.Component;

/**
 * {@code consoles: [stdio, {type: file, out: log}]}: what the machine's serial lines lead to, in their order. A line
 * that is not mentioned leads nowhere.
 */
@Component
@SectionName("consoles")
public final class ConsolesSection implements Section<ConsolesSection.Item> {

    public record Item(
            @Doc("Type of character device") String type,

            @Doc("Name of the character device; console0 and so on when absent")
            Optional<String> id,

            @Doc("Properties of that type") @Rest @VariantsOf(value = ChardevType.class, tag = "type")
            Map<String, Object> properties) {}

    @Override
    public List<Request> expand(Item item, int index) {
        var id = item.id.orElse("console" + index);
        return List.of(
                Request.of(
                        "chardev-add", Map.of("id", id, "backend", Map.of("type", item.type, "data", item.properties))),
                Request.of("serial-add", Map.of("chardev", id)));
    }
}

package org.backplane.transport.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.command.Request;
import org.backplane.api.config.ArgumentsOf;
import org.backplane.api.config.Section;
import org.backplane.api.config.SectionName;
import org.osgi.service.component.annotations.Component;

/** {@code machine: {type: virt, memory: 2G}}: the arguments of {@code machine-create}. */
@Component
@SectionName("machine")
public final class MachineSection implements Section<MachineSection.Item> {

    public record Item(
            @Doc("Type of machine") String type,

            @Doc("All that machine-create takes") @Rest @ArgumentsOf("machine-create")
            Map<String, Object> settings) {}

    @Override
    public List<Request> expand(Item item, int index) {
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("type", item.type);
        arguments.putAll(item.settings);
        return List.of(Request.of("machine-create", arguments));
    }
}

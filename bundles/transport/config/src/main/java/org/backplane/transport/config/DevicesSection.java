package org.backplane.transport.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.config.ArgumentsOf;
import org.backplane.api.config.Section;
import org.backplane.api.config.SectionName;
import org.osgi.service.component.annotations.Component;

/** {@code devices: [{device: goldfish-rtc, id: clock}]}: the arguments of {@code device_add}. */
@Component
@SectionName("devices")
public final class DevicesSection implements Section<DevicesSection.Item> {

    public record Item(
            @Doc("Type of device, as listed by qom-list-types")
            String device,

            @Doc("All that device_add takes") @Rest @ArgumentsOf(value = "device_add", first = "device")
            Map<String, Object> settings) {}

    @Override
    public List<Request> expand(Item item, int index) {
        if (item.settings.containsKey("driver")) {
            throw CommandException.badArgument("driver", "Parameter 'driver' is unexpected; it is 'device' here");
        }
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("driver", item.device);
        arguments.putAll(item.settings);
        return List.of(Request.of("device_add", arguments));
    }
}

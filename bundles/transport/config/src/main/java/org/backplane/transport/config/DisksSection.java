package org.backplane.transport.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.config.ArgumentsOf;
import org.backplane.api.config.Section;
import org.backplane.api.config.SectionName;
import org.osgi.service.component.annotations.Component;

/** {@code disks: [{device: virtio-blk-device, file: disk.img}]}: a block node each, and a device that uses it. */
@Component
@SectionName("disks")
public final class DisksSection implements Section<DisksSection.Item> {

    public record Item(
            @Doc("Image of the disk, in raw format") String file,

            @Doc("Type of device, as listed by qom-list-types")
            String device,

            @Doc("Name of the device and of its block node; disk0 and so on when absent")
            Optional<String> id,

            @Doc("Whether nothing is written to it") @Default("off")
            boolean readOnly,

            @Doc("Properties of that type of device") @Rest @ArgumentsOf(value = "device_add", first = "device")
            Map<String, Object> properties) {}

    @Override
    public List<Request> expand(Item item, int index) {
        if (item.properties.containsKey("driver")) {
            throw CommandException.badArgument("driver", "Parameter 'driver' is unexpected; it is 'device' here");
        }
        var id = item.id.orElse("disk" + index);
        var device = new LinkedHashMap<String, Object>();
        device.put("driver", item.device);
        device.put("id", id);
        device.put("drive", id);
        device.putAll(item.properties);
        return List.of(
                Request.of(
                        "blockdev-add",
                        Map.of("driver", "file", "node-name", id, "read-only", item.readOnly, "filename", item.file)),
                Request.of("device_add", device));
    }
}

package com.example.parts;

import java.util.List;
import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.command.Request;
import org.backplane.api.config.Section;
import org.backplane.api.config.SectionName;
import org.osgi.service.component.annotations.Component;

/** A section of configuration files: {@code example-guard: 500} is a watchdog of 500 milliseconds. */
@Component
@SectionName("example-guard")
public final class GuardSection implements Section<GuardSection.Item> {
    public record Item(@Doc("Timeout of the watchdog, in milliseconds") int timeout) {}

    @Override
    public List<Request> expand(Item item, int index) {
        return List.of(
                Request.of("device_add", Map.of("driver", "example-watchdog", "id", "guard" + index, "timeout", (long)
                        item.timeout)));
    }
}

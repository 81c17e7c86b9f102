package org.backplane.core.board;

import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.command.Keeper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The devices that the user added, by id. */
@Component
public final class Peripherals implements Keeper {
    private final Vm vm;

    @Activate
    public Peripherals(@Reference Vm vm) {
        this.vm = vm;
    }

    @Override
    public String kind() {
        return "device";
    }

    @Override
    public Set<String> names() {
        return vm.devicePaths().stream()
                .filter(path -> path.startsWith(Vm.PERIPHERAL))
                .map(this::nameIn)
                .collect(Collectors.toSet());
    }

    @Override
    public String nameIn(String reference) {
        return reference.startsWith(Vm.PERIPHERAL) ? reference.substring(Vm.PERIPHERAL.length()) : reference;
    }

    @Override
    public String missing(String name) {
        return "Device '%s' not found".formatted(name);
    }

    @Override
    public String taken(String name) {
        return "Duplicate device ID '%s'".formatted(name);
    }
}

package org.backplane.itests.wiring;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.itests.exam.InFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** All bundles of the distribution start, and each of their components finds what it needs. */
@InFramework
class WiringIT {
    private Inside inside;
    private List<ServiceRegistration<?>> launcher;
    private final CompletableFuture<Integer> exitStatus = new CompletableFuture<>();

    /** Does for the bundles what the launcher does: it has the words of the command line, and can end the process. */
    @BeforeEach
    void launch() throws InterruptedException {
        inside = Inside.of(this);
        Supplier<List<String>> words = () -> List.of("--version");
        IntConsumer exit = exitStatus::complete;
        launcher = List.of(register(Supplier.class, words, "argv"), register(IntConsumer.class, exit, "exit"));
    }

    private <S> ServiceRegistration<?> register(Class<S> type, S service, String role) {
        return inside.context()
                .registerService(type, service, FrameworkUtil.asDictionary(Map.of("backplane.role", role)));
    }

    @AfterEach
    void leave() {
        launcher.forEach(ServiceRegistration::unregister);
        inside.close();
    }

    @Test
    void everyBundleIsActive() {
        var others = inside.bundles()
                .filter(not(WiringIT::isFragment))
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .toList();
        assertEquals(List.of(), others);
        assertTrue(inside.bundles().count() > 10);
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }

    @Test
    void everyComponentHasWhatItNeeds() throws InterruptedException {
        var components = inside.service(ServiceComponentRuntime.class);
        inside.await(
                "there are no " + unsatisfied(components).toList(),
                () -> unsatisfied(components).findAny().isEmpty());
    }

    private Stream<String> unsatisfied(ServiceComponentRuntime components) {
        return inside.bundles()
                .flatMap(bundle -> components.getComponentDescriptionDTOs(bundle).stream())
                .filter(description -> components.getComponentConfigurationDTOs(description).stream()
                        .noneMatch(WiringIT::isSatisfied))
                .map(description -> description.name);
    }

    private static boolean isSatisfied(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.SATISFIED
                || configuration.state == ComponentConfigurationDTO.ACTIVE;
    }

    @Test
    void theCommandLineIsReadOnceThereIsALauncher() throws Exception {
        assertEquals(0, exitStatus.get(20, TimeUnit.SECONDS));
    }

    @Test
    void commandsAreFoundByName() throws InterruptedException {
        var expected = List.of(
                "blockdev-add",
                "chardev-add",
                "config-load",
                "cont",
                "device_add",
                "machine-create",
                "qom-list-types",
                "query-commands",
                "query-phases",
                "query-status",
                "quit",
                "stop",
                "system_powerdown",
                "system_reset");
        inside.await(
                "there are " + expected, () -> expected.stream().allMatch(name -> inside.has("query-commands", name)));
    }

    @Test
    void aCommandInTheWrongPhaseIsRefusedWithThePhasesThatWouldDo() {
        var refusal =
                assertThrows(CommandException.class, () -> inside.run("device_add", Map.of("driver", "serial-mm")));
        assertEquals(
                "The command 'device_add' is permitted only after machine initialization has completed; allowed in"
                        + " machine-created, accel-created, late-backends-created, machine-initialized, machine-ready",
                refusal.message());
    }
}

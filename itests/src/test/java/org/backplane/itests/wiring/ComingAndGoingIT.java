package org.backplane.itests.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.itests.exam.InFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

/** What a bundle brings is there while the bundle is started, and no longer. */
@InFramework
class ComingAndGoingIT {
    private static final String UART = "serial-mm";
    private static final String UART_BUNDLE = "org.backplane.device.uart16550";
    private static final String CONFIG_BUNDLE = "org.backplane.transport.config";

    private Inside inside;

    @BeforeEach
    void enter() throws InterruptedException {
        inside = Inside.of(this);
        inside.await("there is " + UART, () -> inside.has("qom-list-types", UART));
        inside.await("there is config-load", () -> inside.has("query-commands", "config-load"));
    }

    @AfterEach
    void leave() throws BundleException, InterruptedException {
        inside.bundle(UART_BUNDLE).start();
        inside.bundle(CONFIG_BUNDLE).start();
        if (!inside.phase().equals("no-machine")) {
            inside.run("machine-destroy", Map.of());
        }
        inside.close();
    }

    @Test
    void theTypeOfAStoppedBundleIsNotListedUntilItStartsAgain() throws Exception {
        inside.bundle(UART_BUNDLE).stop();
        assertFalse(inside.has("qom-list-types", UART));

        inside.bundle(UART_BUNDLE).start();
        inside.await("the type is back", () -> inside.has("qom-list-types", UART));
    }

    @Test
    void aDeviceOfAStoppedBundleIsRefusedWithThoseThatThereAre() throws Exception {
        inside.run("machine-create", Map.of("type", "virt"));
        inside.run("cont", Map.of());
        inside.run("stop", Map.of());
        inside.bundle(UART_BUNDLE).stop();

        var refusal = refusal("device_add", Map.of("driver", UART));

        assertTrue(refusal.startsWith("'serial-mm' is not a valid device model name; there is "), refusal);
        assertTrue(refusal.contains("riscv.sifive.plic"), refusal);
    }

    @Test
    void aMachineThatNeedsAStoppedBundleCannotBeBuiltUntilItStartsAgain() throws Exception {
        inside.bundle(UART_BUNDLE).stop();
        inside.run("machine-create", Map.of("type", "virt"));

        var refusal = refusal("cont", Map.of());

        assertTrue(refusal.contains("'serial-mm' is not a valid device model name; there is "), refusal);
        assertEquals("machine-created", inside.phase());

        inside.bundle(UART_BUNDLE).start();
        inside.await("the type is back", () -> inside.has("qom-list-types", UART));
        inside.run("cont", Map.of());
        assertEquals("running", ((Map<?, ?>) inside.run("query-status", Map.of())).get("status"));
    }

    @Test
    void theCommandsOfAStoppedBundleAreGoneUntilItStartsAgain() throws Exception {
        inside.bundle(CONFIG_BUNDLE).stop();
        assertFalse(inside.has("query-commands", "config-load"));
        assertEquals(
                "The command config-load has not been found", refusal("config-load", Map.of("file", "linux.yaml")));

        inside.bundle(CONFIG_BUNDLE).start();
        inside.await("the command is back", () -> inside.has("query-commands", "config-load"));
    }

    @Test
    void aMachineTypeThatIsNotThereIsRefusedWithThoseThatThereAre() {
        assertEquals(
                "machine type 'pc' not found; there is none, virt", refusal("machine-create", Map.of("type", "pc")));
    }

    private String refusal(String command, Map<String, Object> arguments) {
        return assertThrows(CommandException.class, () -> inside.run(command, arguments))
                .message();
    }
}

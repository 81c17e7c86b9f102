package org.backplane.core.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;
import org.backplane.core.FakeRegistry;
import org.junit.jupiter.api.Test;

class CatalogTest {
    record Properties(String colour) {}

    static final class Lamp implements DeviceType<Properties, Object> {
        @Override
        public Object powerOn(Properties properties) {
            return new Object();
        }

        @Override
        public Device create(Properties properties, Object state, Slot slot) {
            return () -> {};
        }
    }

    record Nothing() {}

    static final class Torch implements DeviceType<Nothing, Object> {
        @Override
        public Object powerOn(Nothing properties) {
            return new Object();
        }

        @Override
        public Device create(Nothing properties, Object state, Slot slot) {
            return () -> {};
        }
    }

    final FakeRegistry registry = new FakeRegistry();
    final Catalog catalog = registry.catalog();

    @Test
    void whatComesIsThereAndWhatGoesIsGone() {
        var reference = registry.register(DeviceType.class, "backplane.device.name", "lamp", new Lamp());
        assertEquals(Set.of("lamp"), catalog.names(DeviceType.class));
        assertEquals(Properties.class, catalog.properties(DeviceType.class, "lamp"));
        registry.unregister(reference);
        assertEquals(Set.of(), catalog.names(DeviceType.class));
    }

    @Test
    void whatIsMissingIsAnErrorThatNamesWhatIsThere() {
        registry.register(DeviceType.class, "backplane.device.name", "lamp", new Lamp());
        var error = assertThrows(CommandException.class, () -> catalog.properties(DeviceType.class, "lmap"));
        assertEquals("'lmap' is not a valid device model name; there is lamp", error.message());
    }

    @Test
    void ofSeveralOfANameTheBestIsTaken() {
        registry.register(DeviceType.class, "backplane.device.name", "lamp", new Lamp());
        registry.register(DeviceType.class, "backplane.device.name", "lamp", new Torch());
        assertEquals(Properties.class, catalog.properties(DeviceType.class, "lamp"));
    }
}

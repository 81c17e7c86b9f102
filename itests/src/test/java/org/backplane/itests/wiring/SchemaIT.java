package org.backplane.itests.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.backplane.api.NamedBy;
import org.backplane.api.backend.BlockCreator;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Commands;
import org.backplane.api.config.Section;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.DeviceType;
import org.backplane.api.machine.MachineType;
import org.backplane.api.object.ObjectType;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;
import org.backplane.itests.exam.InFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Commands, types and sections are what {@code schema.golden} says, so a change of interface is seen in review. To
 * change it on purpose: {@code mvn verify -Dbackplane.golden=update}, look at the difference, commit.
 */
@InFramework
class SchemaIT {
    private static final List<Class<?>> TYPES = List.of(
            Section.class,
            MachineType.class,
            CpuType.class,
            DeviceType.class,
            ObjectType.class,
            ChardevType.class,
            BlockDriver.class,
            BlockCreator.class);

    private Inside inside;

    @BeforeEach
    void enter() throws InterruptedException {
        inside = Inside.of(this);
    }

    @AfterEach
    void leave() {
        inside.close();
    }

    @Test
    void theInterfaceIsTheOneThatWasReviewed() throws Exception {
        var golden = Path.of(System.getProperty("backplane.golden.file"));
        var schema = schema();
        if (System.getProperty("backplane.golden").equals("update")) {
            Files.writeString(golden, schema);
        }
        assertEquals(Files.readString(golden), schema, "-Dbackplane.golden=update writes the new one");
    }

    private String schema() throws Exception {
        var commands = inside.service(Commands.class);
        inside.await("there is config-load", () -> commands.names().contains("config-load"));
        var text = new SchemaText();
        commands.names().stream()
                .flatMap(name -> commands.command(name).stream())
                .forEach(text::add);
        for (var type : TYPES) {
            properties(type).forEach((name, properties) -> text.add(noun(type), name, properties));
        }
        return text.toString();
    }

    private static String noun(Class<?> type) {
        return type.getAnnotation(NamedBy.class).noun();
    }

    /** What can be given to the types of a kind, by their names. */
    private SortedMap<String, Schema.Struct> properties(Class<?> type)
            throws InterruptedException, InvalidSyntaxException {
        var records = inside.service(Records.class);
        var schemas = new TreeMap<String, Schema.Struct>();
        for (var reference : inside.context().getServiceReferences(type, null)) {
            var name = (String)
                    reference.getProperty(type.getAnnotation(NamedBy.class).value());
            var properties = Records.propertiesOf(inside.context().getService(reference), type);
            schemas.put(name, records.schema(properties));
        }
        return schemas;
    }
}

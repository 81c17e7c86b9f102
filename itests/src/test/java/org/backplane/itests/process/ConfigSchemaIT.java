package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code backplane schema}: what editors know of configuration files. */
@Timeout(300)
class ConfigSchemaIT {
    @TempDir
    private static Path directory;

    private static JsonSchema schema;

    @BeforeAll
    static void print() throws Exception {
        try (var backplane = BackplaneProcess.start(directory, "schema")) {
            assertEquals(0, backplane.exitStatus(), backplane::stderr);
            schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(backplane.stdout());
        }
    }

    @Test
    void everyDocumentOfTheShippedFilesFitsIt() throws Exception {
        try (var files = Files.newDirectoryStream(Distribution.shippedConfigurations(), "*.yaml")) {
            int count = 0;
            for (var file : files) {
                for (var document : documents(Files.readString(file))) {
                    assertEquals(List.of(), List.copyOf(schema.validate(document)), file::toString);
                    count++;
                }
            }
            assertTrue(count >= 6, "there are fewer documents than expected: " + count);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "machine: virt",
                "machine: {type: '{{ type }}', cpus: '{{ cpus }}'}",
                "consoles: [stdio, {type: file, out: log}]",
                "- {stop: }\n- {cont: }\n- device_add: {driver: virtio-rng-device, id: a}",
                "devices: [virtio-rng-device]",
                "qmp-listen: unix:sock",
                "qmp-listen: {address: {type: unix, path: sock}, role: observer}",
                "blockdev-add: {driver: file, node-name: a, filename: b}",
                "parameters: {a: {type: size, default: 1G}, b: }"
            })
    void whatTheProgramTakesFits(String text) throws Exception {
        assertEquals(List.of(), List.copyOf(schema.validate(documents(text).getFirst())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "machin: {type: virt}",
                "machine: {type: virt, memroy: 1G}",
                "machine: {type: virt, cpus: many}",
                "machine: {type: virt, memory: 1 gigabyte}",
                "machine: {memory: 1G}",
                "devices: [nope]",
                "disks: [{device: nope, file: x}]",
                "disks: [{device: virtio-blk-device, file: x, nope: 1}]",
                "disks: [{device: virtio-blk-device}]",
                "consoles: [{type: file}]",
                "qmp-listen: {address: unix:sock, role: emperor}",
                "- {stop: , cont: }",
                "machine: [[virt]]",
                "doc: 7",
                "parameters: {a: {type: strange}}",
                "parameters: {0: {type: str}}"
            })
    void whatTheProgramRefusesDoesNotFit(String text) throws Exception {
        assertFalse(schema.validate(documents(text).getFirst()).isEmpty());
    }

    private static List<JsonNode> documents(String text) throws IOException {
        try (var parser = new YAMLFactory().createParser(text)) {
            return new YAMLMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(parser)
                    .readAll();
        }
    }
}

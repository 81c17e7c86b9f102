package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceTest {
    private final FakeCommands commands = FakeCommands.withSecrets();
    private final Confidence confidence = new Confidence(commands, commands, new Monitor(commands, commands));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set_password vnc sesame",
                "set_password protocol=vnc,password=sesame",
                "device_add locked-device key=sesame",
                "set_password vnc sesame more",
                "device_add nothing key=sesame",
                "human-monitor-command 'set_password vnc sesame'",
                "backplane:set_password vnc sesame",
                "set_password vnc sesame | grep x",
                "device_add locked-device key=sesame | grep x"
            })
    void secretsAreNotKept(String line) {
        assertTrue(confidence.isSecret(line), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info status",
                "help set_password",
                "device_add virtio-blk-device drive=d",
                "chardev-add c {\"type\":\"file\",\"data\":{\"out\":\"log\"}}",
                "human-monitor-command 'info status'",
                "query-status | grep run",
                "lb",
                "",
                "# a remark"
            })
    void everythingElseIs(String line) {
        assertFalse(confidence.isSecret(line), line);
    }
}

package org.backplane.transport.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    final FakeCommands commands = new FakeCommands();
    final Completion completion = new Completion(
            commands, commands, (command, argument) -> argument.equals("drive") ? List.of("d0", "d1") : List.of());

    List<String> words(String line) {
        return completion.of(line).words().stream()
                .map(Completion.Candidate::word)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "dev > device_add device_del",
                "in > info",
                "info s > status",
                "help obj > object-add",
                "device_add v > virtio-blk-device virtio-rng-device",
                "device_add driver=virtio-b > driver=virtio-blk-device",
                "device_add virtio-blk-device d > drive=",
                "device_add virtio-blk-device drive= > drive=d0 drive=d1",
                "device_add virtio-blk-device read-only=o > read-only=on read-only=off",
                "set-action s > shutdown",
                "set-action reboot=r > reboot=reset",
                "set-action now=on r > reset reboot=",
                "chardev-add c backend.t > backend.type=",
                "chardev-add c backend.type=n > backend.type=null",
                "chardev-add c backend.type=file backend.d > backend.data.out=",
                "nothing x > ''",
                "object-add 'a > ''"
            })
    void aLineGoesOnAsTheSchemaHasIt(String line, String words) {
        assertEquals(words, String.join(" ", words(line)));
    }

    @Test
    void whatWasGivenIsNotOfferedAgain() {
        assertEquals(List.of("bus=", "read-only="), words("device_add virtio-blk-device id=x drive=d0 "));
    }

    @Test
    void aNameIsNotFinishedBeforeItsValue() {
        assertEquals(
                new Completion.Candidates(11, List.of(new Completion.Candidate("qom-type=", "The qom-type.", false))),
                completion.of("object-add q"));
    }
}

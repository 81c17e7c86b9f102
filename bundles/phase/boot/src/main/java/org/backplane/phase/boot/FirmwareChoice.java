package org.backplane.phase.boot;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.backplane.api.command.CommandException;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.schema.Types;

/** What runs below the kernel, as the user's settings have it. */
sealed interface FirmwareChoice {
    /** What serves a kernel if the user does not say. */
    String DEFAULT = "sbi";

    /** The word for none. */
    String NONE = "none";

    /** Part of the emulator. */
    record BuiltIn(Firmware firmware) implements FirmwareChoice {}

    /** A file of the user's. */
    record Given(BootFile file) implements FirmwareChoice {}

    /** The kernel has the machine for itself. */
    record None() implements FirmwareChoice {}

    /**
     * Reads the settings: built-in firmware if there is one of that name, else a file.
     *
     * @throws CommandException if there is neither, or built-in firmware has no kernel to start
     */
    static FirmwareChoice of(MachineSettings settings, Types types) {
        if (settings.firmware().isEmpty()) {
            return settings.kernel().isPresent() ? builtIn(DEFAULT, settings, types) : new None();
        }
        var name = settings.firmware().orElseThrow();
        if (name.equals(NONE)) {
            return new None();
        }
        return types.find(Firmware.class, name).isEmpty() && isFile(name)
                ? new Given(new BootFile("firmware", name))
                : builtIn(name, settings, types);
    }

    private static FirmwareChoice builtIn(String name, MachineSettings settings, Types types) {
        var firmware = types.find(Firmware.class, name)
                .orElseThrow(() -> CommandException.badArgument(
                        "firmware",
                        "Could not load firmware '%s': no such file, and no built-in firmware of that name; there is %s"
                                .formatted(name, String.join(", ", types.names(Firmware.class)))));
        if (settings.kernel().isEmpty()) {
            throw CommandException.badArgument(
                    "firmware", "Built-in firmware '%s' starts a kernel, and there is none".formatted(name));
        }
        return new BuiltIn(firmware);
    }

    private static boolean isFile(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}

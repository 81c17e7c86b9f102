package org.backplane.api.config;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Tells about configuration files without running them; what help and completion ask. */
@ProviderType
public interface Configurations {

    /**
     * Reads what a file says of itself. It reads the file there and then, so it has no place on the main loop.
     *
     * @param file a file as {@code config-load} takes it: a path, or the name of a file that is shipped
     * @throws org.backplane.api.command.CommandException if there is no such file or it is not well formed
     */
    Configuration describe(String file);

    /**
     * What configuration files may look like at this moment, for editors and checkers: a JSON Schema, draft 7, as a
     * neutral tree. Each of the two documents of a file fits it.
     */
    Map<String, Object> schema();
}

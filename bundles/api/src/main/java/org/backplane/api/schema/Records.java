package org.backplane.api.schema;

import java.util.Map;
import org.backplane.api.command.Request;
import org.osgi.annotation.versioning.ProviderType;

/** Reads values against records, with the error texts of QMP; how a transport reads what is no command. */
@ProviderType
public interface Records {

    /** The schema of a record. */
    Schema.Struct schema(Class<? extends Record> type);

    /**
     * Makes a record of a neutral tree.
     *
     * @throws org.backplane.api.command.CommandException if it does not fit; the path leads to the member
     */
    <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Request.Form form);
}

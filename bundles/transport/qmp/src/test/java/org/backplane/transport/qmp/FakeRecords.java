package org.backplane.transport.qmp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/** Binds the arguments of qmp_capabilities and nothing else. */
final class FakeRecords implements Records {
    @Override
    public SortedMap<String, Schema.Struct> branches(Schema.Open union) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Schema.Struct schema(Class<? extends Record> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked") // tests send lists of strings
    public <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Request.Form form) {
        if (!Set.of("enable", "role", "events").containsAll(tree.keySet())) {
            throw CommandException.failed("Parameter is unexpected");
        }
        return type.cast(new QmpCapabilities.Arguments(
                Optional.ofNullable(tree.get("enable")).map(_ -> List.of(QmpCapabilities.QMPCapability.OOB)),
                Optional.ofNullable((String) tree.get("role")).map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT))),
                Optional.ofNullable((List<String>) tree.get("events"))));
    }
}

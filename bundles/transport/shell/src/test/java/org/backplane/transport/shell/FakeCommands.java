package org.backplane.transport.shell;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.phase.Phase;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Schema;

/** A few commands as the project has them, by their schemas alone. */
final class FakeCommands implements Commands, Records {
    private static final Schema.Open DRIVERS = new Schema.Open("DeviceType", "driver");
    private static final Schema.Open CHARDEVS = new Schema.Open("ChardevType", "type");

    private final TreeMap<String, CommandInfo> known = new TreeMap<>();
    /** Whether there is a device with a key. */
    private boolean locked;

    FakeCommands() {
        add("query-status", "What the machine does.");
        add("query-named-block-nodes", "The nodes.");
        add("quit", "Ends the process.");
        add("object-add", "Makes an object.", needed("qom-type", Schema.Scalar.STR), needed("id", Schema.Scalar.STR));
        add(
                "device_add",
                "Plugs a device in.",
                needed("driver", Schema.Scalar.STR),
                optional("id", Schema.Scalar.STR),
                optional("bus", Schema.Scalar.STR),
                new Schema.Member("properties", DRIVERS, false, true, Optional.empty(), ""));
        add("device_del", "Takes a device out.", needed("id", Schema.Scalar.STR));
        add(
                "chardev-add",
                "Opens a character device.",
                needed("id", Schema.Scalar.STR),
                needed("backend", struct(needed("type", Schema.Scalar.STR), needed("data", CHARDEVS))));
        add(
                "set-action",
                "Chooses.",
                optional("reboot", new Schema.Choice("RebootAction", List.of("reset", "shutdown"))),
                optional("now", Schema.Scalar.BOOL),
                optional("names", new Schema.Array(Schema.Scalar.STR)));
    }

    /** The same, and some that take secrets. */
    static FakeCommands withSecrets() {
        var commands = new FakeCommands();
        commands.add(
                "set_password",
                "Sets a password.",
                needed("protocol", Schema.Scalar.STR),
                optional("password", Schema.Scalar.SECRET));
        commands.add("human-monitor-command", "Runs a line.", needed("command-line", Schema.Scalar.STR));
        commands.locked = true;
        return commands;
    }

    private void add(String name, String doc, Schema.Member... arguments) {
        known.put(
                name,
                new CommandInfo(
                        name,
                        doc,
                        struct(arguments),
                        Schema.Scalar.ANY,
                        EnumSet.allOf(Phase.class),
                        Optional.empty(),
                        Role.OPERATOR,
                        List.of()));
    }

    private static Schema.Struct struct(Schema.Member... members) {
        return new Schema.Struct("", Arrays.asList(members));
    }

    private static Schema.Member needed(String name, Schema type) {
        return new Schema.Member(name, type, false, false, Optional.empty(), "The " + name + ".");
    }

    private static Schema.Member optional(String name, Schema type) {
        return new Schema.Member(name, type, true, false, Optional.empty(), "");
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(known.keySet());
    }

    @Override
    public Optional<CommandInfo> command(String name) {
        return Optional.ofNullable(known.get(name));
    }

    @Override
    public Optional<CommandInfo> option(String option) {
        return Optional.empty();
    }

    @Override
    public List<CommandInfo> options() {
        return List.of();
    }

    @Override
    public SortedMap<String, Schema.Struct> branches(Schema.Open union) {
        var branches = new TreeMap<String, Schema.Struct>();
        if (union.equals(DRIVERS)) {
            branches.put(
                    "virtio-blk-device",
                    struct(needed("drive", Schema.Scalar.STR), optional("read-only", Schema.Scalar.BOOL)));
            branches.put("virtio-rng-device", struct());
            if (locked) {
                branches.put("locked-device", struct(optional("key", Schema.Scalar.SECRET)));
            }
        } else {
            branches.put("file", struct(needed("out", Schema.Scalar.STR)));
            branches.put("null", struct());
        }
        return branches;
    }

    @Override
    public Schema.Struct schema(Class<? extends Record> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Record> T bind(Class<T> type, Map<String, Object> tree, Request.Form form) {
        throw new UnsupportedOperationException();
    }
}

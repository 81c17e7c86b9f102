package org.backplane.core.board;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Request.Form;
import org.backplane.api.schema.Records;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open block nodes by name, and which of them a device uses. */
@Component(service = {BlockNodes.class, Keeper.class})
public final class BlockNodes implements Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(BlockNodes.class);

    private final Catalog catalog;
    private final Map<String, BlockNode> nodes = new ConcurrentSkipListMap<>();
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();

    @Activate
    public BlockNodes(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    /** Closes all; what was written is on the host's disk. */
    @Deactivate
    public void close() {
        inUse.clear();
        List.copyOf(nodes.keySet()).stream().map(this::remove).toList().forEach(CompletableFuture::join);
    }

    /**
     * Opens a node.
     *
     * @throws CommandException if the name is taken, or the node cannot be opened
     */
    public void add(String name, String driver, boolean readOnly, Map<String, Object> properties) {
        if (nodes.containsKey(name)) {
            throw CommandException.badArgument("node-name", taken(name));
        }
        nodes.put(name, open(name, driver, readOnly, properties));
    }

    private BlockNode open(String name, String driver, boolean readOnly, Map<String, Object> properties) {
        return catalog.with(BlockDriver.class, driver, found -> open(found, name, driver, readOnly, properties));
    }

    @SuppressWarnings("unchecked") // the record is made for this very driver
    private <P extends Record> BlockNode open(
            BlockDriver<?> found, String name, String driver, boolean readOnly, Map<String, Object> properties) {
        try {
            var record = (P) catalog.bind(catalog.properties(BlockDriver.class, driver), properties, Form.TYPED);
            return new BlockNode(name, driver, properties, ((BlockDriver<P>) found).open(record, readOnly), readOnly);
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /**
     * Closes a node. Its name is free at once; until its bytes are on the host's disk may take longer.
     *
     * @throws CommandException if there is none of that name, or a device uses it
     */
    public CompletableFuture<Void> remove(String name) {
        var node = nodes.get(name);
        if (node == null) {
            throw CommandException.badArgument("node-name", missing(name));
        }
        if (inUse.contains(name)) {
            throw CommandException.failed("Node '%s' is busy: node is used as backing of a device".formatted(name));
        }
        nodes.remove(name);
        return CompletableFuture.runAsync(() -> close(name, node));
    }

    private static void close(String name, BlockNode node) {
        try {
            node.close();
        } catch (IOException e) {
            LOG.error("block node {} could not be closed: {}", name, e.getMessage());
        }
    }

    @Override
    public String kind() {
        return "block node";
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(nodes.keySet());
    }

    @Override
    public String missing(String name) {
        return "Failed to find node with node-name='%s'".formatted(name);
    }

    @Override
    public String taken(String name) {
        return "Duplicate nodes with node-name='%s'".formatted(name);
    }

    /** Lets other versions of drivers go on with what is open. */
    void replace(Successors successors, Swap swap) {
        nodes.forEach((name, node) -> {
            if (successors.has(BlockDriver.class, node.driver())) {
                var versions = new Swap.Versions<>(
                        taking(successors.former(BlockDriver.class, node.driver()), node),
                        taking(successors.successor(BlockDriver.class, node.driver()), node));
                swap.backend(Users.blockNode(name), () -> node.replace(versions, swap));
            }
        });
    }

    @SuppressWarnings("unchecked") // the record is made for this very driver
    private <P extends Record> Swap.Taking<BlockStore> taking(BlockDriver<?> driver, BlockNode node) {
        return left -> {
            var record =
                    (P) catalog.bind(Records.propertiesOf(driver, BlockDriver.class), node.properties(), Form.TYPED);
            return ((BlockDriver<P>) driver).takeOver(record, node.readOnly(), left);
        };
    }

    /** Lends a node to a device, which is its only user until {@link #giveBack}; empty if there is none. */
    Optional<BlockNode> lend(String name) {
        var node = Optional.ofNullable(nodes.get(name));
        if (node.isPresent() && !inUse.add(name)) {
            throw CommandException.failed("Drive '%s' is already in use by another block device".formatted(name));
        }
        return node;
    }

    void giveBack(String name) {
        inUse.remove(name);
    }

    /**
     * What management programs want to know of a node.
     *
     * @param driver the name of its driver
     * @param filename where its bytes are; empty if that has no name
     * @param size its length in bytes
     * @param allocated how many bytes of the host's storage it takes, if that is known
     */
    public record NodeInfo(
            String name, String driver, String filename, long size, OptionalLong allocated, boolean readOnly) {}

    /** All open ones. May take its time: hosts can be slow to say how much storage a file takes. */
    public List<NodeInfo> infos() {
        return nodes.values().stream().map(BlockNode::info).toList();
    }

    /** The drivers of all open ones, by name. */
    Map<String, String> drivers() {
        var drivers = new TreeMap<String, String>();
        nodes.forEach((name, node) -> drivers.put(name, node.driver()));
        return drivers;
    }
}

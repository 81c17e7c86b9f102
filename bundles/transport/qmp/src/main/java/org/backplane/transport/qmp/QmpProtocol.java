package org.backplane.transport.qmp;

import java.nio.ByteBuffer;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.Commands;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;
import org.backplane.api.schema.Records;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.ProtocolName;
import org.backplane.api.session.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * QEMU's machine protocol, as QEMU 7.2 speaks it (docs/interop/qmp-spec.txt there), with these differences: what is
 * wrong in one message is forgotten with it, many clients use one socket, and qmp_capabilities takes a role and a
 * choice of events.
 */
@Component(service = Protocol.class)
@ProtocolName("qmp")
public final class QmpProtocol implements Protocol {
    private static final Logger LOG = LoggerFactory.getLogger(QmpProtocol.class);

    /** In the memory: what the framer remembers of an unfinished message. */
    private static final String FRAME = "frame";

    /** In the memory: whether capabilities were negotiated. */
    private static final String NEGOTIATED = "negotiated";

    /** In the memory: whether commands may come out of band. */
    private static final String OOB = "oob";

    /** In the memory, once the client knows that capabilities are negotiated: the events it wants, empty for all. */
    private static final String EVENTS = "events";

    /** The tag of the one command that the client did not send. */
    private static final String GREETING = "greeting";

    private final Commands commands;
    private final Records records;

    @Activate
    public QmpProtocol(@Reference Commands commands, @Reference Records records) {
        this.commands = commands;
        this.records = records;
    }

    /** The greeting tells the version, so it is an answer like others. */
    @Override
    public void begin(Session session) {
        session.submit(Request.of("query-version", Map.of()), GREETING);
    }

    @Override
    public boolean received(Session session, ByteBuffer input) {
        var framer = session.memory().remove(FRAME) instanceof List<?> frame ? Framer.resumed(frame) : new Framer();
        var found = framer.find(input);
        if (!framer.isFresh()) {
            session.memory().put(FRAME, framer.remembered());
        }
        switch (found) {
            case Framer.Frame(var offset, var length) ->
                take(session, input.array(), input.arrayOffset() + offset, length);
            case Framer.Garbage(var error) -> session.refuse(Map.of(), CommandException.failed(error));
            case null -> {
                return false;
            }
        }
        return true;
    }

    private void take(Session session, byte[] bytes, int offset, int length) {
        Map<String, Object> tag = Map.of();
        try {
            var tree = Json.read(bytes, offset, length);
            tag = Message.tag(tree);
            execute(session, Message.of(tree, session.memory().containsKey(OOB)), tag);
        } catch (CommandException e) {
            session.refuse(tag, e);
        }
    }

    private void execute(Session session, Message message, Map<String, Object> tag) {
        if (!session.memory().containsKey(NEGOTIATED)) {
            negotiate(session, message, tag);
        } else if (message.outOfBand()) {
            session.send(error(outOfBand(message.command()), tag));
        } else {
            session.submit(Request.of(message.command(), message.arguments()), tag);
        }
    }

    private void negotiate(Session session, Message message, Map<String, Object> tag) {
        if (!message.command().equals(QmpCapabilities.NAME)) {
            throw new CommandException(
                    Kind.COMMAND_NOT_FOUND, "Expecting capabilities negotiation with 'qmp_capabilities'");
        }
        var wanted = records.bind(QmpCapabilities.Arguments.class, message.arguments(), Request.Form.TYPED);
        wanted.role().ifPresent(session::restrict);
        if (wanted.enable().orElse(List.of()).contains(QmpCapabilities.QMPCapability.OOB)) {
            session.memory().put(OOB, true);
        }
        session.memory().put(NEGOTIATED, true);
        tag.put(EVENTS, wanted.events().orElse(List.of()));
        session.answer(tag, Map.of());
    }

    /** None of the commands that QEMU takes out of band is here: they are about migration that has stalled. */
    private CommandException outOfBand(String command) {
        return commands.names().contains(command)
                ? CommandException.failed("The command %s does not support OOB".formatted(command))
                : new CommandException(Kind.COMMAND_NOT_FOUND, "The command %s has not been found".formatted(command));
    }

    @Override
    public void answered(Session session, Object tag, Object result) {
        if (tag.equals(GREETING)) {
            session.send(Json.line(Map.of("QMP", greeting(result))));
            return;
        }
        if (tag instanceof Map<?, ?> negotiated && negotiated.get(EVENTS) instanceof List<?> events) {
            session.memory().put(EVENTS, events);
        }
        session.send(Json.line(withId(reply("return", result), tag)));
    }

    private static Map<String, Object> greeting(Object version) {
        var greeting = new LinkedHashMap<String, Object>();
        greeting.put("version", version);
        greeting.put("capabilities", List.of("oob"));
        return greeting;
    }

    @Override
    public void failed(Session session, Object tag, CommandException failure) {
        if (tag.equals(GREETING)) {
            LOG.error("{} cannot be greeted: {}", session.origin(), failure.message());
            session.close();
            return;
        }
        session.send(error(failure, tag));
    }

    private static byte[] error(CommandException failure, Object tag) {
        var error = new LinkedHashMap<String, Object>();
        error.put("class", failure.kind().wireName());
        error.put("desc", failure.message());
        return Json.line(withId(reply("error", error), tag));
    }

    private static Map<String, Object> reply(String name, @Nullable Object value) {
        var reply = new LinkedHashMap<String, Object>();
        reply.put(name, value);
        return reply;
    }

    private static Map<String, Object> withId(Map<String, Object> reply, Object tag) {
        if (tag instanceof Map<?, ?> sent && sent.containsKey("id")) {
            reply.put("id", sent.get("id"));
        }
        return reply;
    }

    /** Events wait for nobody: while capabilities are negotiated they are not told. */
    @Override
    public void happened(Session session, Event event) {
        if (session.memory().get(EVENTS) instanceof List<?> wanted
                && (wanted.isEmpty() || wanted.contains(event.name()))) {
            session.send(Json.line(tree(event)));
        }
    }

    private static Map<String, Object> tree(Event event) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("timestamp", timestamp(event));
        tree.put("event", event.name());
        if (!event.data().isEmpty()) {
            tree.put("data", event.data());
        }
        return tree;
    }

    private static Map<String, Object> timestamp(Event event) {
        var timestamp = new LinkedHashMap<String, Object>();
        timestamp.put("seconds", event.timestamp().getLong(ChronoField.INSTANT_SECONDS));
        timestamp.put("microseconds", event.timestamp().getLong(ChronoField.MICRO_OF_SECOND));
        return timestamp;
    }
}

package com.example.parts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.ProtocolName;
import org.backplane.api.session.Session;
import org.osgi.service.component.annotations.Component;

/** A transport: the name of a command on each line, and its answer on the next. */
@Component
@ProtocolName("example-line")
public final class LineProtocol implements Protocol {
    private static final String NO_TAG = "";
    private static final String GREETED = "greeted";

    @Override
    public void begin(Session session) {
        say(session, "hello");
        session.memory().put(GREETED, true);
    }

    @Override
    public boolean received(Session session, ByteBuffer input) {
        for (int at = input.position(); at < input.limit(); at++) {
            if (input.get(at) == '\n') {
                var line = new byte[at - input.position()];
                input.get(line).get();
                session.submit(Request.of(new String(line, StandardCharsets.UTF_8).strip(), Map.of()), NO_TAG);
                return true;
            }
        }
        return false;
    }

    @Override
    public void answered(Session session, Object tag, Object result) {
        say(session, "ok " + result);
    }

    @Override
    public void failed(Session session, Object tag, CommandException failure) {
        say(session, "no " + failure.message());
    }

    @Override
    public void happened(Session session, Event event) {
        if (session.memory().containsKey(GREETED)) {
            say(session, "! " + event.name());
        }
    }

    private static void say(Session session, String line) {
        session.send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

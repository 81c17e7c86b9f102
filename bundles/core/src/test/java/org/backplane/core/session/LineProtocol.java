package org.backplane.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.event.Event;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.Session;

/** The least of protocols: a line is a command, and so is the answer. It counts its lines, by the session's memory. */
class LineProtocol implements Protocol {
    @Override
    public void begin(Session session) {
        session.send("hello\n".getBytes(UTF_8));
    }

    @Override
    public boolean received(Session session, ByteBuffer input) {
        for (int end = input.position(); end < input.limit(); end++) {
            if (input.get(end) == '\n') {
                var line = new byte[end - input.position()];
                input.get(line).get();
                take(session, new String(line, UTF_8));
                return true;
            }
        }
        return false;
    }

    private static void take(Session session, String line) {
        var number = (Long) session.memory().merge("lines", 1L, (a, b) -> (Long) a + (Long) b);
        switch (line) {
            case "local" -> session.answer(number, "local");
            case "bye" -> session.close();
            case "bug" -> throw new IllegalStateException("a bug of the protocol");
            default -> session.submit(Request.of(line, Map.of()), number);
        }
    }

    @Override
    public void answered(Session session, Object tag, Object result) {
        session.send("%s %s%n".formatted(tag, result).getBytes(UTF_8));
    }

    @Override
    public void failed(Session session, Object tag, CommandException failure) {
        session.send("%s failed: %s%n".formatted(tag, failure.message()).getBytes(UTF_8));
    }

    @Override
    public void happened(Session session, Event event) {
        session.send("event %s %s%n".formatted(event.name(), event.data()).getBytes(UTF_8));
    }
}

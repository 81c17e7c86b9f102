package org.backplane.transport.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.Session;

/** A session that runs nothing: tests answer what was submitted. */
final class FakeSession implements Session {
    record Submitted(Request request, Object tag) {}

    final BlockingQueue<Submitted> submitted = new LinkedBlockingQueue<>();
    Protocol protocol;
    private final Map<String, Object> memory = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Role role = Role.OWNER;

    FakeSession(Protocol protocol) {
        this.protocol = protocol;
    }

    /** What was sent since it was asked the last time. */
    String take() {
        synchronized (sent) {
            var text = sent.toString(StandardCharsets.UTF_8);
            sent.reset();
            return text;
        }
    }

    /** Waits until something has been sent. */
    String await(String text) throws InterruptedException {
        synchronized (sent) {
            while (!sent.toString(StandardCharsets.UTF_8).contains(text)) {
                sent.wait();
            }
            return take();
        }
    }

    @Override
    public String origin() {
        return "monitor:1";
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public void restrict(Role less) {
        role = less;
    }

    @Override
    public Map<String, Object> memory() {
        return memory;
    }

    @Override
    public void submit(Request request, Object tag) {
        submitted.add(new Submitted(request, tag));
    }

    @Override
    public void answer(Object tag, Object result) {
        protocol.answered(this, tag, result);
    }

    @Override
    public void refuse(Object tag, CommandException failure) {
        protocol.failed(this, tag, failure);
    }

    @Override
    public void send(byte[] output) {
        synchronized (sent) {
            sent.writeBytes(output);
            sent.notifyAll();
        }
    }

    @Override
    public void close() {}
}

package org.backplane.transport.qmp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.backplane.api.session.Protocol;
import org.backplane.api.session.Session;

/** A session that runs nothing: tests answer what was submitted. */
final class FakeSession implements Session {
    record Submitted(Request request, Object tag) {}

    final List<Submitted> submitted = new ArrayList<>();
    /** Whether answers wait until {@link #deliver}. */
    boolean holdsAnswers;

    private final Protocol protocol;
    private final Map<String, Object> memory = new HashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Role role = Role.OWNER;

    FakeSession(Protocol protocol) {
        this.protocol = protocol;
    }

    /** What was sent since it was asked the last time. */
    String take() {
        var text = sent.toString(StandardCharsets.US_ASCII);
        sent.reset();
        return text;
    }

    void deliver() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    private void later(Runnable answer) {
        answers.add(answer);
        if (!holdsAnswers) {
            deliver();
        }
    }

    @Override
    public String origin() {
        return "qmp:1";
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
        later(() -> protocol.answered(this, tag, result));
    }

    @Override
    public void refuse(Object tag, CommandException failure) {
        later(() -> protocol.failed(this, tag, failure));
    }

    @Override
    public void send(byte[] output) {
        sent.writeBytes(output);
    }

    @Override
    public void close() {}
}

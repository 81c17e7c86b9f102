package org.backplane.transport.qmp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Composite;
import org.backplane.api.command.Place;
import org.backplane.api.command.Request;
import org.backplane.api.command.Request.Form;
import org.backplane.transport.qmp.Framer.Found;
import org.backplane.transport.qmp.Framer.Frame;
import org.backplane.transport.qmp.Framer.Garbage;

/** The messages of a script. What is wrong with one is told, and the next is read. */
final class Script {
    private final ScriptText text;
    private final List<Request> requests = new ArrayList<>();
    private final List<CommandException> problems = new ArrayList<>();

    Script(ScriptText text) {
        this.text = text;
    }

    /** All commands, and what is wrong with others. */
    Composite.Parts parts() {
        var input = ByteBuffer.wrap(text.bytes());
        var framer = new Framer();
        for (var found = framer.find(input); found != null; found = framer.find(input)) {
            add(found, framer.token());
        }
        if (framer.isUnfinished()) {
            problem(CommandException.failed("JSON parse error: this message does not end"), input.position());
        }
        return new Composite.Parts(requests, problems);
    }

    private void add(Found found, int token) {
        switch (found) {
            case Frame(var offset, var length) -> add(offset, length);
            case Garbage(var error) -> problem(CommandException.failed(error), token);
        }
    }

    private void add(int offset, int length) {
        Object tree;
        try {
            tree = Json.read(text.bytes(), offset, length);
        } catch (CommandException e) {
            problem(e, Json.errorOffset(text.bytes(), offset, length));
            return;
        }
        try {
            var message = Message.of(tree, false);
            if (!isNegotiation(message)) {
                var place = new MessagePlace(text, offset, length);
                requests.add(new Request(message.command(), message.arguments(), Form.TYPED, place));
            }
        } catch (CommandException e) {
            problem(e, offset);
        }
    }

    /** What a script for a socket begins with means nothing here. */
    private boolean isNegotiation(Message message) {
        return message.command().equals(QmpCapabilities.NAME) && requests.isEmpty() && problems.isEmpty();
    }

    private void problem(CommandException error, int offset) {
        problems.add(new CommandException(error.kind(), text.explain(offset, error.message())).at(Place.NONE));
    }
}

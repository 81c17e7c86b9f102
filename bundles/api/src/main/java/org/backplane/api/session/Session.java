package org.backplane.api.session;

import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request;
import org.backplane.api.command.Role;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One client's conversation, from the view of its {@link Protocol}. It outlives the protocol's bundle, so all that is
 * handed to it consists of neutral values: maps, lists, strings, numbers, booleans.
 */
@ProviderType
public interface Session {

    /** What it is called in logs and in the journal: {@code qmp:3}. */
    String origin();

    /** What its client may do. */
    Role role();

    /**
     * Takes rights away from the client.
     *
     * @throws CommandException if the role is more than it has
     */
    void restrict(Role role);

    /** What the protocol remembers of the session: neutral values, none null. Both threads may use it. */
    Map<String, Object> memory();

    /**
     * Has a command run. Commands of a session run in order, and are answered in order.
     *
     * @param tag what the protocol wants to see again with the answer, a neutral value
     */
    void submit(Request request, Object tag);

    /** Answers a command that needs no running, when those before it are answered. */
    void answer(Object tag, Object result);

    /** Refuses a command that never came to run, when those before it are answered. */
    void refuse(Object tag, CommandException failure);

    /** Sends bytes after those that are to be sent already. The array is not copied. */
    void send(byte[] output);

    /** Ends the session when what is to be sent has been sent. */
    void close();
}

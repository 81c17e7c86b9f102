package org.backplane.api.session;

import java.nio.ByteBuffer;
import org.backplane.api.NamedBy;
import org.backplane.api.command.CommandException;
import org.backplane.api.event.Event;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A wire protocol: turns bytes into commands, and answers and events into bytes. A service with {@link ProtocolName}.
 *
 * <p>It keeps nothing: what it has to remember of a session is in {@link Session#memory()}. While there is no service
 * of its name, sessions wait; the next one, which may be other code, goes on with them.
 *
 * <p>For each session {@link #begin} and {@link #received} are called by one thread, one call at a time, and the
 * others by another one. None may block.
 */
@ConsumerType
@NamedBy(value = "backplane.protocol.name", noun = "protocol")
public interface Protocol {

    /** A client is there and nobody has spoken yet. */
    void begin(Session session);

    /**
     * Takes at most one message from the beginning of what was received, and does what it asks for. What is left is
     * given again, at once if a message was taken and else with more behind it.
     *
     * @param input backed by an array; what was consumed is before its position on return
     * @return whether it may be worth looking for another message in what is left
     */
    boolean received(Session session, ByteBuffer input);

    /** A command was done; called in the order of the commands. */
    void answered(Session session, Object tag, Object result);

    /** A command was not done; called in the order of the commands. */
    void failed(Session session, Object tag, CommandException failure);

    /** Something happened. */
    void happened(Session session, Event event);

    /** The session is over: nothing that is sent will arrive. It may be called while another call is made. */
    default void ended(Session session) {}
}

package org.backplane.api.command;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** One execution of a command: who asked, and what the loop does for it. */
@ProviderType
public interface Call {

    /** Who asked: {@code cli}, {@code config:virtio.yaml}, {@code qmp:3}. For logs and the journal. */
    String origin();

    /** Where the command was written: what came with its {@link Request}. */
    default Place place() {
        return Place.NONE;
    }

    /**
     * Says how to take back what this command does. Should the file that the command belongs to fail later on, the
     * inverses of its commands run on the main loop, last first.
     */
    void undo(Runnable inverse);

    /**
     * Checks commands without running any, as a {@link Rehearsal} does. From any thread but the main loop's.
     *
     * @return every error, in order, each with its place in its message; empty when all is well
     */
    List<CommandException> check(Composite.Parts parts);

    /**
     * Runs commands in this command's place, before anything else in any feed. When one fails, those before it are
     * taken back and the returned stage fails with its error, which has its place in its message. From any thread,
     * once, before the command's own answer is complete.
     */
    CompletionStage<Void> inject(List<Request> requests);

    /**
     * Runs a command in this command's place, before anything else in any feed. From any thread, before the command's
     * own answer is complete; as often as wanted, one after the other. It is taken back when this command fails.
     *
     * @return its answer as a neutral tree, or its error, which has its place in its message
     */
    CompletionStage<Object> run(Request request);
}

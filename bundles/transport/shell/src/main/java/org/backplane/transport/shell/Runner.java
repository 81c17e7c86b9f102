package org.backplane.transport.shell;

import java.util.concurrent.CompletionStage;
import org.backplane.api.command.Request;

/** Runs commands of the registry. */
@FunctionalInterface
interface Runner {
    CompletionStage<Object> run(Request request);
}

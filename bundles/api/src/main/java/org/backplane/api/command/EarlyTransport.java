package org.backplane.api.command;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transport that has something to feed before the command line is read: bundles that it names, say. A service of this
 * type that is there when the framework has started is waited for.
 */
@ConsumerType
public interface EarlyTransport {

    /** Completes when it has fed that, however it went. */
    CompletionStage<Void> fed();
}

package org.backplane.core.loop;

import java.util.function.Function;
import org.backplane.api.command.Request;
import org.jspecify.annotations.Nullable;

/** Makes main loops for tests of other packages. */
public final class LoopOf {
    private LoopOf() {}

    /** A running loop whose commands are a function. */
    public static MainLoop commands(Function<Request, @Nullable Object> commands) {
        var loop = new MainLoop();
        loop.executor((request, _) -> commands.apply(request));
        return loop;
    }

    /** Stops a loop. */
    public static void stop(MainLoop loop) {
        loop.stop();
    }
}

package org.backplane.core.commands.monitor;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.session.Sessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sessions of clients, and what waits in them. */
@Component
@CommandName("query-sessions")
@Doc("The sessions of clients, and what waits in them.")
@LeastRole(Role.OBSERVER)
public final class QuerySessions implements Command<Command.None, List<Sessions.SessionInfo>> {

    private final Sessions sessions;

    @Activate
    public QuerySessions(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<Sessions.SessionInfo> run(Command.None arguments, Call call) {
        return sessions.all();
    }
}

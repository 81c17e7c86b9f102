package org.backplane.core.commands.journal;

import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.journal.Entry;
import org.backplane.core.journal.Journal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The last commands that changed something. */
@Component
@CommandName("query-journal")
@Doc("The last commands that changed something.")
@LeastRole(Role.OBSERVER)
public final class QueryJournal implements Command<Command.None, List<QueryJournal.JournalEntry>> {

    public record JournalEntry(
            @Doc("Counts the changes, from 1") long number,
            @Doc("When it was done") Timestamp timestamp,
            @Doc("Who gave it") String origin,
            @Doc("The command") String command,

            @Doc("Its arguments, defaults included; secrets are not shown")
            Map<String, Object> arguments) {}

    public record Timestamp(
            @Doc("Seconds since 1970") long seconds,
            @Doc("And microseconds") long microseconds) {}

    private final Journal journal;

    @Activate
    public QueryJournal(@Reference Journal journal) {
        this.journal = journal;
    }

    @Override
    public List<QueryJournal.JournalEntry> run(Command.None arguments, Call call) {
        return journal.entries().stream().map(QueryJournal::shown).toList();
    }

    private static JournalEntry shown(Entry entry) {
        var timestamp =
                new Timestamp(entry.time().getEpochSecond(), entry.time().getLong(ChronoField.MICRO_OF_SECOND));
        return new JournalEntry(entry.number(), timestamp, entry.origin(), entry.command(), entry.arguments());
    }
}

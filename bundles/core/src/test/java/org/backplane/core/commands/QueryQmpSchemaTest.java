package org.backplane.core.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandInfo;
import org.backplane.api.command.Commands;
import org.backplane.core.FakeCall;
import org.backplane.core.FakeRegistry;
import org.backplane.core.schema.EventCatalog;
import org.junit.jupiter.api.Test;

class QueryQmpSchemaTest {
    /** Counts how often it was looked at. */
    static final class NoCommands implements Commands {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public SortedSet<String> names() {
            looks.incrementAndGet();
            return new TreeSet<>();
        }

        @Override
        public Optional<CommandInfo> command(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<CommandInfo> option(String option) {
            return Optional.empty();
        }

        @Override
        public List<CommandInfo> options() {
            return List.of();
        }
    }

    final FakeRegistry registry = new FakeRegistry();
    final NoCommands commands = new NoCommands();
    final QueryQmpSchema query =
            new QueryQmpSchema(registry.context(), commands, new EventCatalog(registry.context()), registry.catalog());

    private List<?> ask() {
        return query.run(new Command.None(), new FakeCall())
                .toCompletableFuture()
                .join();
    }

    @Test
    void itIsFoundOutOnceAndAgainWhenAServiceHasComeOrGone() {
        assertSame(ask(), ask());
        assertEquals(1, commands.looks.get());
        var reference = registry.register(Runnable.class, "name", "x", () -> {});
        ask();
        assertEquals(2, commands.looks.get());
        registry.unregister(reference);
        ask();
        ask();
        assertEquals(3, commands.looks.get());
    }

    @Test
    void itListensNoLongerThanItLives() {
        ask();
        query.close();
        registry.register(Runnable.class, "name", "x", () -> {});
        ask();
        assertEquals(1, commands.looks.get());
    }
}

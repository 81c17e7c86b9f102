package org.backplane.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Rest;
import org.backplane.api.Secret;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Unmakes;
import org.junit.jupiter.api.Test;

class JournalTest {
    private record Named(Optional<String> id) {}

    private record Free(@Rest Map<String, Object> members) {}

    @Makes("house")
    private static final class Build {}

    @Unmakes("house")
    private static final class TearDown {}

    @Makes(value = "lamp", by = "id", within = "house")
    private static final class Hang {}

    @Unmakes(
            value = {"lamp", "picture"},
            by = "id")
    private static final class TakeDown {}

    private static final class Look {}

    private final Journal journal = new Journal();

    @Test
    void everyChangeIsWrittenDownWithItsOrigin() {
        done(Look.class, "a");
        done(Hang.class, "b");
        assertEquals(
                List.of("1 me Look {id=a}", "2 me Hang {id=b}"),
                journal.entries().stream()
                        .map(entry -> "%d %s %s %s"
                                .formatted(entry.number(), entry.origin(), entry.command(), entry.arguments()))
                        .toList());
    }

    @Test
    void onlyTheLastChangesAreRemembered() {
        for (int i = 0; i < Journal.LIMIT + 10; i++) {
            done(Look.class, "a");
        }
        assertEquals(Journal.LIMIT, journal.entries().size());
        assertEquals(11, journal.entries().getFirst().number());
    }

    @Test
    void whatIsThereIsMadeInTheOrderInWhichItWasMade() {
        done(Build.class, "");
        done(Hang.class, "b");
        done(Look.class, "x");
        done(Hang.class, "a");
        assertEquals(List.of("Build ", "Hang b", "Hang a"), makings());
    }

    @Test
    void whatWasTakenAwayIsNotMadeAgain() {
        done(Hang.class, "a");
        done(Hang.class, "b");
        done(TakeDown.class, "a");
        assertEquals(List.of("Hang b"), makings());
    }

    @Test
    void whatIsPartOfAnotherThingGoesWithIt() {
        done(Build.class, "old");
        done(Hang.class, "a");
        done(TearDown.class, "");
        done(Build.class, "new");
        assertEquals(List.of("Build new"), makings());
    }

    @Test
    void whatHasNoNameIsThereAsOftenAsItWasMade() {
        journal.done("me", "Hang", Hang.class, new Named(Optional.empty()));
        journal.done("me", "Hang", Hang.class, new Named(Optional.empty()));
        assertEquals(2, journal.makings().size());
    }

    @Test
    void aCommandThatIsTakenBackIsForgotten() {
        done(Hang.class, "a");
        done(Hang.class, "b").run();
        assertEquals(List.of("Hang a"), makings());
        assertEquals(1, journal.entries().size());
    }

    @Test
    void whatWasSetLaterIsWrittenAsIfItHadBeenMadeSo() {
        done(Build.class, "hut");
        var undo = journal.changed("house", "id", "palace");
        assertEquals(List.of("Build palace"), makings());
        undo.run();
        assertEquals(List.of("Build hut"), makings());
        journal.changed("garden", "id", "none").run();
        assertEquals(List.of("Build hut"), makings());
    }

    @Test
    void aSecretIsNotInIt() {
        journal.done("me", "Hang", Hang.class, new Free(Map.of("key", List.of(new Secret("hush")))));
        assertEquals(
                Map.of("key", List.of("(secret)")), journal.entries().getFirst().arguments());
        assertEquals(
                Map.of("key", List.of(new Secret(""))),
                journal.makings().getFirst().arguments());
    }

    private Runnable done(Class<?> type, String id) {
        return journal.done("me", type.getSimpleName(), type, new Named(Optional.of(id)));
    }

    private List<String> makings() {
        assertFalse(journal.entries().isEmpty());
        return journal.makings().stream()
                .map(entry -> entry.command() + " " + entry.arguments().get("id"))
                .toList();
    }
}

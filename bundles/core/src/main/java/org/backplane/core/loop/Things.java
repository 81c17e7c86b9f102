package org.backplane.core.loop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.command.Keeper;
import org.backplane.api.command.Makes;
import org.backplane.api.command.Unmakes;

/** What would be there, by kinds and names; it begins with what is there. */
final class Things {

    /** Something that commands make. */
    private record Thing(String kind, String name, String within) {}

    private final Map<String, Keeper> keepers = new HashMap<>();
    private final List<Thing> things = new ArrayList<>();

    /** On the main loop. */
    Things(Collection<Keeper> keepers) {
        for (var keeper : keepers) {
            this.keepers.put(keeper.kind(), keeper);
            keeper.names().forEach(name -> things.add(new Thing(keeper.kind(), name, "")));
        }
    }

    /**
     * Notes that a command makes something.
     *
     * @return what is wrong if its name is taken
     */
    Optional<String> make(Makes makes, Map<String, Object> arguments) {
        var name = name(makes.by(), arguments);
        var wrong = name.filter(given -> has(makes.value(), given))
                .map(given -> keeper(makes.value())
                        .map(keeper -> keeper.taken(given))
                        .orElse("There is a %s '%s' already".formatted(makes.value(), given)));
        name.ifPresent(given -> add(makes.value(), given, makes.within()));
        return makes.by().isEmpty() ? Optional.empty() : wrong;
    }

    /** Notes that there is something. */
    void add(String kind, String name, String within) {
        things.add(new Thing(kind, name, within));
    }

    /**
     * Notes that a command takes something away.
     *
     * @return what is wrong if it is not there
     */
    Optional<String> unmake(Unmakes unmakes, Map<String, Object> arguments) {
        var kinds = List.of(unmakes.value());
        var wrong = unmakes.by().isEmpty()
                ? Optional.<String>empty()
                : name(unmakes.by(), arguments).flatMap(name -> missing(kinds.getFirst(), name));
        for (var kind : kinds) {
            name(unmakes.by(), arguments)
                    .ifPresent(name ->
                            things.removeIf(thing -> thing.kind.equals(kind) && thing.name.equals(nameIn(kind, name))));
            things.removeIf(thing -> thing.within.equals(kind));
        }
        return wrong;
    }

    /** What is wrong if a name is no thing's of that kind; nothing if it is not known what there is of that kind. */
    Optional<String> missing(String kind, String name) {
        return keeper(kind).filter(keeper -> !has(kind, keeper.nameIn(name))).map(keeper -> keeper.missing(name));
    }

    private boolean has(String kind, String name) {
        return things.stream().anyMatch(thing -> thing.kind.equals(kind) && thing.name.equals(name));
    }

    private String nameIn(String kind, String reference) {
        return keeper(kind).map(keeper -> keeper.nameIn(reference)).orElse(reference);
    }

    private Optional<Keeper> keeper(String kind) {
        return Optional.ofNullable(keepers.get(kind));
    }

    private static Optional<String> name(String by, Map<String, Object> arguments) {
        return by.isEmpty()
                ? Optional.of("")
                : Optional.ofNullable(arguments.get(by))
                        .filter(String.class::isInstance)
                        .map(String.class::cast);
    }
}

package org.backplane.api.backend;

import java.util.Map;
import java.util.Optional;

/**
 * What is open in a back end, on its way from one version of its code to another: channels, descriptors, bytes that were
 * read already, by name. The two versions have no classes in common but those of the JDK, so it consists of these.
 */
public final class Handover {
    private final Map<String, Object> things;

    private Handover(Map<String, Object> things) {
        this.things = things;
    }

    /**
     * Hands things over.
     *
     * @throws IllegalArgumentException if one is of a class that would go with its bundle; the message names it
     */
    public static Handover of(Map<String, Object> things) {
        things.forEach((name, thing) -> {
            var loader = thing.getClass().getClassLoader();
            if (loader != null && !loader.equals(ClassLoader.getPlatformClassLoader())) {
                throw new IllegalArgumentException("'%s' is of %s, which is not the JDK's"
                        .formatted(name, thing.getClass().getName()));
            }
        });
        return new Handover(Map.copyOf(things));
    }

    /** Hands nothing over: the properties say it all. */
    public static Handover ofNothing() {
        return new Handover(Map.of());
    }

    /**
     * A thing that has to be there.
     *
     * @throws IllegalArgumentException if it is not, or of another kind; the message names it
     */
    public <T> T get(String name, Class<T> kind) {
        return find(name, kind)
                .orElseThrow(() -> new IllegalArgumentException("the other version leaves no '%s'".formatted(name)));
    }

    /**
     * A thing that may be there.
     *
     * @throws IllegalArgumentException if it is of another kind; the message names it
     */
    public <T> Optional<T> find(String name, Class<T> kind) {
        var thing = things.get(name);
        if (thing != null && !kind.isInstance(thing)) {
            throw new IllegalArgumentException(
                    "'%s' is %s, expected %s".formatted(name, thing.getClass().getSimpleName(), kind.getSimpleName()));
        }
        return Optional.ofNullable(thing).map(kind::cast);
    }
}

package org.backplane.core.board;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Services that are replaced, by their types and names, and what they are replaced by. */
public final class Successors {
    private record Key(Class<?> type, String name) {}

    private record Versions(Object former, Object successor) {}

    private final Map<Key, Versions> versions = new HashMap<>();

    /** One more. */
    public <S> Successors add(Class<S> type, String name, S former, S successor) {
        versions.put(new Key(type, name), new Versions(former, successor));
        return this;
    }

    boolean isEmpty() {
        return versions.isEmpty();
    }

    boolean has(Class<?> type, String name) {
        return versions.containsKey(new Key(type, name));
    }

    <S> S former(Class<S> type, String name) {
        return type.cast(find(type, name).former);
    }

    <S> S successor(Class<S> type, String name) {
        return type.cast(find(type, name).successor);
    }

    private Versions find(Class<?> type, String name) {
        return Objects.requireNonNull(versions.get(new Key(type, name)), name);
    }
}

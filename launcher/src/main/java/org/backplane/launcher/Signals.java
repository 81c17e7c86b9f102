package org.backplane.launcher;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Receives signals, those that ask a process to end first of all. The JVM's own answer to these would be its shutdown,
 * with the status of a process that was killed; an emulator that is told to end has done what it should.
 *
 * <p>{@code sun.misc.Signal} is there for programs (in the module {@code jdk.unsupported}), but the compiler cannot be
 * told to be silent about it: so it is called by reflection.
 */
public final class Signals {
    private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

    private Signals() {}

    /** Calls {@code action} with the name of each signal that comes to end the process. */
    static void onEnd(Consumer<String> action) {
        on(ENDING, action);
    }

    /**
     * Calls {@code action} with the name of each signal that comes. Where there are no signals, does nothing.
     *
     * @param names the signals, as {@code WINCH}
     */
    @SuppressWarnings("ReferenceEquality") // it is what equality of the handler means
    public static void on(List<String> names, Consumer<String> action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.accept(arguments[0].toString());
                            yield null;
                        }
                        case "equals" -> self == arguments[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "Signals";
                    });
            for (var name : names) {
                handle(signal, handler, name, proxy);
            }
        } catch (ReflectiveOperationException e) {
            // this JVM has none: its own shutdown ends the process, and the shutdown hook stops the framework
        }
    }

    private static void handle(Class<?> signal, Class<?> handler, String name, Object proxy)
            throws ReflectiveOperationException {
        try {
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw e;
            }
            // this system does not have that signal, or the JVM keeps it to itself
        }
    }
}

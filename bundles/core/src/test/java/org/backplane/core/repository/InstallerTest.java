package org.backplane.core.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.command.CommandException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

class InstallerTest {
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final Installer installer = new Installer(context(), Duration.ofMillis(200));

    private BundleContext context() {
        return proxy(BundleContext.class, (_, method, arguments) -> switch (method.getName()) {
            case "installBundle" -> bundle((String) arguments[0]);
            case "getBundle" -> arguments[0].equals(0L) ? framework() : null;
            default -> null;
        });
    }

    private Bundle framework() {
        var wiring = proxy(FrameworkWiring.class, (_, _, arguments) -> {
            log.add("resolve " + ((Collection<?>) arguments[0]).size());
            return true;
        });
        return proxy(Bundle.class, (_, _, _) -> wiring);
    }

    private Bundle bundle(String location) {
        return proxy(Bundle.class, (_, method, _) -> {
            switch (method.getName()) {
                case "start" -> start(location);
                case "uninstall" -> log.add("uninstall " + location);
                default -> {}
            }
            return null;
        });
    }

    private void start(String location) throws BundleException {
        log.add("start " + location);
        if (location.equals("broken")) {
            throw new BundleException("its activator threw", new IllegalStateException("no fuse"));
        } else if (location.equals("hanging")) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                log.add("interrupted");
            }
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> switch (method.getName()) {
                    case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(args[0]);
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> handler.invoke(proxy, method, args);
                }));
    }

    private static Jar jar(String name) {
        return new Jar(name, "1.0.0", name, InputStream.nullInputStream());
    }

    private String refusal(String... names) {
        var jars = List.of(names).stream().map(InstallerTest::jar).toList();
        return assertThrows(CommandException.class, () -> installer.start(jars)).message();
    }

    @Test
    void severalAreStartedInTheirOrder() {
        installer.start(List.of(jar("a"), jar("b")));

        assertEquals(List.of("resolve 2", "start a", "start b"), List.copyOf(log));
    }

    @Test
    void ofSeveralOfWhichOneDoesNotStartNoneIsLeft() {
        assertEquals(
                "broken 1.0.0 does not start: java.lang.IllegalStateException: no fuse", refusal("a", "broken", "c"));
        assertEquals(
                List.of("resolve 3", "start a", "start broken", "uninstall c", "uninstall broken", "uninstall a"),
                List.copyOf(log));
    }

    @Test
    void whatHangsIsReportedInTimeAndRemovedWhenItIsOver() throws InterruptedException {
        assertEquals(
                "hanging 1.0.0 does not start: its activator has not come to an end after 0.2 s", refusal("hanging"));
        assertEquals("resolve 1", log.take());
        assertEquals("start hanging", log.take());
        assertEquals("interrupted", log.take());
        assertEquals("uninstall hanging", log.take());
    }
}

package org.backplane.core.session;

import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.backplane.api.session.Protocol;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/**
 * Where the code of one protocol is plugged in. Calls go to the best service there is at that moment, wait while
 * there is none, and are over before it goes.
 */
final class ProtocolSocket {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition plugged = lock.writeLock().newCondition();
    private final NavigableMap<ServiceReference<Protocol>, Protocol> protocols =
            new TreeMap<>(Comparator.naturalOrder());

    void plug(ServiceReference<Protocol> reference, Protocol protocol) {
        lock.writeLock().lock();
        try {
            protocols.put(reference, protocol);
            plugged.signalAll();
        } finally {
            lock.writeLock().unlock();
        }
    }

    void unplug(ServiceReference<Protocol> reference) {
        lock.writeLock().lock();
        try {
            protocols.remove(reference);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Calls the protocol, as soon as there is one. */
    <T> T call(Function<Protocol, T> use) throws InterruptedException {
        while (true) {
            lock.readLock().lock();
            try {
                var protocol = best();
                if (protocol != null) {
                    return use.apply(protocol);
                }
            } finally {
                lock.readLock().unlock();
            }
            awaitProtocol();
        }
    }

    /** Calls the protocol if there is one. */
    void callIfPresent(Consumer<Protocol> use) {
        lock.readLock().lock();
        try {
            var protocol = best();
            if (protocol != null) {
                use.accept(protocol);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    private void awaitProtocol() throws InterruptedException {
        lock.writeLock().lock();
        try {
            while (protocols.isEmpty()) {
                plugged.await();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private @Nullable Protocol best() {
        return protocols.isEmpty() ? null : protocols.lastEntry().getValue();
    }
}

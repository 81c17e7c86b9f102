package org.backplane.core.board;

import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Component;

/**
 * The one lock under which devices are entered. Who holds it looks up no service, starts no bundle, writes no log of
 * its own and waits for nobody.
 */
@Component(service = MachineLock.class)
public final class MachineLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;
}

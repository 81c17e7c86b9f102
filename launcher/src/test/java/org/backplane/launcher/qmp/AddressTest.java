package org.backplane.launcher.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void aPathMayStandForItself() throws Exception {
        var socket = UnixDomainSocketAddress.of("/run/vm.sock");
        assertEquals(socket, Address.parse("unix:/run/vm.sock").socket());
        assertEquals(socket, Address.parse("/run/vm.sock").socket());
    }

    @Test
    void withoutAHostAPortIsOneOfThisMachine() throws Exception {
        var socket = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4444);
        assertEquals(socket, Address.parse("tcp::4444").socket());
        assertEquals(
                new InetSocketAddress(InetAddress.ofLiteral("::1"), 4444),
                Address.parse("tcp:[::1]:4444").socket());
    }

    @Test
    void anythingElseIsRefused() {
        assertThrows(QmpException.class, () -> Address.parse("unix:"));
        assertThrows(QmpException.class, () -> Address.parse("tcp:here"));
        assertThrows(QmpException.class, () -> Address.parse("tcp:here:70000"));
    }
}

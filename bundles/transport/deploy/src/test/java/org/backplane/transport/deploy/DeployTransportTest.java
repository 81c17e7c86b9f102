package org.backplane.transport.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class DeployTransportTest {
    @TempDir
    private Path directory;

    private final FakeFramework framework = new FakeFramework();

    private DeployTransport watch(String folder) {
        return new DeployTransport(contextWith(folder), framework);
    }

    /** A context that knows one property and nothing else. */
    private static BundleContext contextWith(String folder) {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (_, method, arguments) -> {
                    assertEquals("getProperty", method.getName());
                    return "backplane.deploy".equals(arguments[0]) ? folder : null;
                });
    }

    @Test
    void whatIsThereAtTheStartIsFedBeforeTheCommandLine() throws Exception {
        Files.write(directory.resolve("a.jar"), Jars.of("com.example.a"));
        var transport = watch(directory.toString());
        transport.fed().toCompletableFuture().join();
        assertEquals(List.of("bundle-install a.jar"), framework.asked());
        transport.close();
    }

    @Test
    void whatComesAndGoesLaterIsFedThen() throws Exception {
        var transport = watch(directory.toString());
        transport.fed().toCompletableFuture().join();
        var jar = Files.write(directory.resolve("a.jar"), Jars.of("com.example.a"));
        assertEquals(List.of("bundle-install a.jar"), framework.await());
        Files.delete(jar);
        assertEquals(List.of("bundle-uninstall com.example.a"), framework.await());
        transport.close();
    }

    @Test
    void whatWasInUseGoesOnceADeviceIsUnplugged() throws Exception {
        var jar = Files.write(directory.resolve("a.jar"), Jars.of("com.example.a"));
        var transport = watch(directory.toString());
        transport.fed().toCompletableFuture().join();
        assertEquals(List.of("bundle-install a.jar"), framework.asked());
        framework.refuse("it is in use");
        Files.delete(jar);
        assertEquals(List.of("bundle-uninstall com.example.a"), framework.await());
        framework.refuse(null);
        framework.tell("DEVICE_DELETED");
        assertEquals(List.of("bundle-uninstall com.example.a"), framework.await());
        transport.close();
    }

    @Test
    void withoutAFolderNothingIsWaitedFor() {
        assertTrue(watch("").fed().toCompletableFuture().isDone());
        assertTrue(watch(directory.resolve("none").toString())
                .fed()
                .toCompletableFuture()
                .isDone());
    }
}

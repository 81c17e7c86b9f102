package org.backplane.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

class FormerUsersTest {
    private static final Dictionary<String, Object> NO_PROPERTIES = FrameworkUtil.asDictionary(Map.of());

    @TempDir
    private Path storage;

    private Felix framework;
    private FormerUsers users;

    @BeforeEach
    void start() throws Exception {
        framework = new Felix(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.cache.locking", "false"));
        framework.init();
        users = FormerUsers.of(framework);
        framework.getBundleContext().addBundleListener(users);
        framework.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void aBundleThatIsUninstalledUsesNothing() throws Exception {
        framework.getBundleContext().registerService(Runnable.class, () -> {}, NO_PROPERTIES);
        int before = users.count();
        var bundle = framework.getBundleContext().installBundle("user", jar());
        bundle.start();
        var context = bundle.getBundleContext();
        context.getService(context.getServiceReference(Runnable.class)).run();
        assertEquals(before + 1, users.count());

        bundle.uninstall();

        assertEquals(before, users.count());
    }

    private static InputStream jar() throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, "user");
        var jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        return new ByteArrayInputStream(jar.toByteArray());
    }
}

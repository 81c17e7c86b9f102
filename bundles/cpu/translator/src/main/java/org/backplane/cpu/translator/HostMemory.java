package org.backplane.cpu.translator;

/**
 * The way of generated code to host memory: {@code sun.misc.Unsafe}, because a memory segment costs several times as
 * much in code that HotSpot has compiled with its quick compiler only. By reflection, because the Java compiler warns
 * of the class and the warning cannot be turned off.
 */
final class HostMemory {
    private HostMemory() {}

    /** The {@code Unsafe}. */
    static Object unsafe() {
        try {
            var field = ClassLoader.getPlatformClassLoader()
                    .loadClass(Emitter.UNSAFE.packageName() + "." + Emitter.UNSAFE.displayName())
                    .getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("this JVM does not have the module jdk.unsupported", e);
        }
    }
}

package org.backplane.cpu.translator;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles.Lookup;

/**
 * The way of generated code to host memory: an {@code Unsafe}, because a memory segment costs several times as much in
 * code that HotSpot has compiled with its quick compiler only. The JDK's own is a third of the code of {@code sun.misc}'s,
 * which is a wrapper around it with a check; it is there where the module {@code java.base} exports it to the owner of the
 * regions. By reflection, because the Java compiler warns of these classes and the warning cannot be turned off.
 *
 * @param unsafe the object
 * @param type its class; both kinds have the methods that regions call
 */
record HostMemory(Object unsafe, ClassDesc type) {
    private static final String INTERNAL = "jdk.internal.misc.Unsafe";
    private static final String SUPPORTED = "sun.misc.Unsafe";

    /** What code in a class's place can use. */
    static HostMemory of(Lookup owner) {
        boolean exported = Object.class
                .getModule()
                .isExported("jdk.internal.misc", owner.lookupClass().getModule());
        try {
            return exported ? internal(owner.findClass(INTERNAL)) : supported();
        } catch (ClassNotFoundException e) {
            return supported();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JDK's Unsafe is not what it was", e);
        }
    }

    private static HostMemory internal(Class<?> type) throws ReflectiveOperationException {
        return new HostMemory(type.getMethod("getUnsafe").invoke(null), ClassDesc.of(INTERNAL));
    }

    private static HostMemory supported() {
        try {
            var field =
                    ClassLoader.getPlatformClassLoader().loadClass(SUPPORTED).getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return new HostMemory(field.get(null), ClassDesc.of(SUPPORTED));
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("this JVM does not have the module jdk.unsupported", e);
        }
    }
}

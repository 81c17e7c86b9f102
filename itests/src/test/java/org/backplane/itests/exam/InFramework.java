package org.backplane.itests.exam;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class inside a framework, one framework for the whole class.
 *
 * <p>Every test is a {@code void} method with {@link org.junit.jupiter.api.Test} and no parameters. It has an instance
 * of its own, and the class's {@code BeforeAll} runs before each of them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(FrameworkExtension.class)
public @interface InFramework {

    /** The features whose bundles are started; without a word those that the launcher starts. */
    String[] features() default {"runtime", "core", "riscv"};
}

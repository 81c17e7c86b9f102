package org.backplane.testkit.machine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Boots a machine for a test, which has it as a parameter of type {@link Guest}. The nearest annotation counts: on the
 * parameter, the method or the class. In all texts, <code>${name}</code> is a system property.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ExtendWith(MachineExtension.class)
public @interface Machine {
    /** The configuration: a file, or the name of one that is shipped. Its console has to be standard input and output. */
    String value();

    /** Parameters of the configuration: {@code memory=64M}. */
    String[] parameters() default {};

    /** More words of the command line, behind those. */
    String[] options() default {};

    /** Jars of bundles to install before, which may have wildcards in their names: {@code target/*.jar}. */
    String[] bundles() default {};
}

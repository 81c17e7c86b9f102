package org.backplane.api.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a command that takes away what a command with {@link Makes} has made. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Unmakes {
    /** What goes, in the words of {@link Makes}. */
    String[] value();

    /** The argument that names it; empty if there is only one. */
    String by() default "";
}

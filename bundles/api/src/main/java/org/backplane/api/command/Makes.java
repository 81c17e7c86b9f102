package org.backplane.api.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a command that makes something which lasts, or settles something: as long as it is there, {@code config-save} writes
 * the command, so that it is made again.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Makes {
    /** What is made, in a word: {@code device}. */
    String value();

    /** The argument that names it; empty if there is only one. */
    String by() default "";

    /** What it is part of, and goes with; empty if it stands for itself. */
    String within() default "";
}

package org.backplane.api.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits an event that a guest can cause as often as it likes: it is told at once, and those that follow within a
 * second are held back until the second is over, when the last of them is told.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OncePerSecond {
    /** The wire name of the member whose values are limited each by itself; empty to limit the event as a whole. */
    String by() default "";
}

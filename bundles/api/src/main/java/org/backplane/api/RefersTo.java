package org.backplane.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component that names something which a command has made: what it names has to be there. Dry run and completion
 * read it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface RefersTo {
    /** What is named, in the words of {@link org.backplane.api.command.Makes}. */
    String value();

    /** A type of services whose names will do too: such a thing is made on the way. None if it is {@code void}. */
    Class<?> orTypeOf() default void.class;

    /**
     * The phase from which on it has to be there, as on the wire; at once if that is the first. A name and no constant:
     * manifests are made without a look at what the annotations of components import.
     */
    String from() default "no-machine";
}

package org.backplane.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a service type whose services are found by name: the service property that holds the name. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NamedBy {
    /** The service property: {@code backplane.device.name}. */
    String value();

    /** What users call such a thing: {@code device}. */
    String noun();

    /** What is said of a name that no such thing has, {@code %s}. */
    String unknown() default "";
}

package org.backplane.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Requirement;

/**
 * What the bundle of the class names at run time, as a machine names its devices: it is started together with that
 * bundle when that comes from the repository. Whoever forgets it loses nothing but time: what is missing is started when
 * it is named.
 */
@Documented
@Repeatable(Needs.All.class)
@Requirement(namespace = "${#kind}", filter = "(name=${#name})", effective = "active")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Needs {
    /** The namespace of the capability: {@code backplane.device}. */
    String kind();

    /** Its name: {@code serial-mm}. */
    String name();

    /** Several. */
    @Documented
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.TYPE)
    @interface All {
        Needs[] value();
    }
}

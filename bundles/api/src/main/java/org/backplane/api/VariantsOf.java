package org.backplane.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An open union: a {@code Map<String, Object>} whose members depend on a service named by one of them.
 *
 * <p>The branches are the services of the given type; the name of a branch is the value of the member called
 * {@link #tag()}, its members are the properties record of that service.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface VariantsOf {
    /** The service type whose registered services are the branches. */
    Class<?> value();

    /** The member that names the branch. */
    String tag();
}

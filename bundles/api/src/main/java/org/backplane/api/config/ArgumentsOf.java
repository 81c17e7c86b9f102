package org.backplane.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the component of a {@link Section}'s record that has {@link org.backplane.api.Rest}: what it takes are arguments of
 * a command, and the command checks them. Schemas of configuration files show them with the section.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ArgumentsOf {
    /** The command. */
    String value();

    /** The section's own member that stands for the command's first argument, where it has another name. */
    String first() default "";
}

package org.backplane.api.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.backplane.api.phase.Phase;

/** The phases in which a command may be given; the main loop refuses it in any other. Without it: in all. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AllowedIn {
    Phase[] value();
}

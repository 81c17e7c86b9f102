package org.backplane.api.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.backplane.api.phase.Phase;

/** The phase to which the main loop brings the machine for a command, unless it is there or further already. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AdvancesTo {
    Phase value();

    Moment moment() default Moment.BEFORE;

    /** When the machine is advanced. */
    enum Moment {
        /** Before the command runs; it finds the machine in that phase. */
        BEFORE,
        /** After it has run; when the step fails, so does the command, and it is taken back. */
        AFTER,
        /** The command brings it there by itself, be it forwards or back. */
        BY_ITSELF
    }
}

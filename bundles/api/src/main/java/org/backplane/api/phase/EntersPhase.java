package org.backplane.api.phase;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The phase that a {@link PhaseHandler} helps to enter. The service property is {@code backplane.enters.phase}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface EntersPhase {
    String PREFIX_ = "backplane.";

    Phase value();
}

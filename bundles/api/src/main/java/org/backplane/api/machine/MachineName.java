package org.backplane.api.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write as the type of a machine. The service property is {@code backplane.machine.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.machine", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface MachineName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

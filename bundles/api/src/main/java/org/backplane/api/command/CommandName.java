package org.backplane.api.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The one name of a command, the same on the wire, on the command line and in the shell. The service property is {@code backplane.command.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.command", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface CommandName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

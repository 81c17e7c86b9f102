package org.backplane.api.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Makes a command an option of the command line, under the given names, without their dashes.
 *
 * <p>A command with arguments takes one word after the option: JSON, or {@code value,name=value,...} where a first
 * part without a name is the first component of the arguments. The service property is {@code backplane.cli.option}.
 */
@ComponentPropertyType
@Capability(namespace = "backplane.cli.option", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface CliOption {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String[] value();
}

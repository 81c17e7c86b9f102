package org.backplane.api.backend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write as the type of a character device. The service property is {@code backplane.chardev.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.chardev", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ChardevName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

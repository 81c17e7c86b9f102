package org.backplane.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The key of a section of configuration files. The service property is {@code backplane.section.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.section")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SectionName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

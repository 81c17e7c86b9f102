package org.backplane.api.cpu;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write after {@code -cpu}. The service property is {@code backplane.cpu.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.cpu", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface CpuName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

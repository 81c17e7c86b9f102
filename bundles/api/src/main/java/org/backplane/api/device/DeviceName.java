package org.backplane.api.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write after {@code -device}; it also becomes a capability of the bundle. The service property is {@code backplane.device.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.device", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeviceName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

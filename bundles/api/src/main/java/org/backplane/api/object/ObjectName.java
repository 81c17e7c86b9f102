package org.backplane.api.object;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write as the qom-type of an object. The service property is {@code backplane.object.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.object", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ObjectName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

package org.backplane.api.backend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name users write as the driver of a block node. The service property is {@code backplane.block.driver.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.block.driver", attribute = "class=${@class}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface BlockDriverName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

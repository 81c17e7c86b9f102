package org.backplane.api.firmware;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name of firmware that is part of the emulator. The service property is {@code backplane.firmware.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.firmware")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface FirmwareName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

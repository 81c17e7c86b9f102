package org.backplane.api.session;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name of a wire protocol. The service property is {@code backplane.protocol.name}. */
@ComponentPropertyType
@Capability(namespace = "backplane.protocol")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ProtocolName {
    String PREFIX_ = "backplane.";

    @Attribute("name")
    String value();
}

package org.backplane.api.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * The name on the wire of an event, a record whose components are its data. The bundle's manifest tells name and class
 * as a capability, so that an event is in the schema before it ever happens.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = EventName.NAMESPACE, attribute = EventName.CLASS + "=${@class}")
public @interface EventName {
    /** The namespace of the capability. */
    String NAMESPACE = "backplane.event";

    /** The attribute of the capability that names the record's class. */
    String CLASS = "class";

    @Attribute("name")
    String value();
}

package org.backplane.api.object;

import org.backplane.api.Name;
import org.osgi.annotation.versioning.ConsumerType;

/** An object that keeps a secret: a password, or a key. */
@ConsumerType
@Name("secret")
public interface SecretData extends UserObject {
    /** The secret itself; a copy. */
    byte[] bytes();
}

/** What may know what: rules over the jars of all bundles, and over what their manifests say. */
@NullMarked
package org.backplane.itests.architecture;

import org.jspecify.annotations.NullMarked;

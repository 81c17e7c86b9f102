/** Starts the framework with the bundles of the chosen features, and ends the process when it is told to. */
@NullMarked
package org.backplane.launcher;

import org.jspecify.annotations.NullMarked;

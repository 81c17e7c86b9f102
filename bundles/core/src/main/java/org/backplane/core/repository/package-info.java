/** Bundles as files: those that can be had when somebody names what they offer, and how one is started. */
@NullMarked
package org.backplane.core.repository;

import org.jspecify.annotations.NullMarked;

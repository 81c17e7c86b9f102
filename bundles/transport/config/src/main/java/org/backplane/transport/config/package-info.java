/** Configuration files: YAML with templates, whose every error shows its place. */
@NullMarked
package org.backplane.transport.config;

import org.jspecify.annotations.NullMarked;

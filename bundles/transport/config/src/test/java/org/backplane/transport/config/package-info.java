@NullMarked
package org.backplane.transport.config;

import org.jspecify.annotations.NullMarked;

/** The human monitor: lines that people type become commands, and what commands answer becomes tables and pictures. */
@NullMarked
package org.backplane.transport.shell;

import org.jspecify.annotations.NullMarked;

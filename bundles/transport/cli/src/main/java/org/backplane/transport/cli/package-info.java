/** The command line as a transport: it turns words into commands and feeds them, left to right. */
@NullMarked
package org.backplane.transport.cli;

import org.jspecify.annotations.NullMarked;

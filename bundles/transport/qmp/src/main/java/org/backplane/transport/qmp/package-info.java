/** QMP over core's sessions: frames, reads and checks messages, and words answers and events. */
@NullMarked
package org.backplane.transport.qmp;

import org.jspecify.annotations.NullMarked;

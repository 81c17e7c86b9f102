/** The virtio console. */
@NullMarked
package org.backplane.device.virtioconsole;

import org.jspecify.annotations.NullMarked;

/** The virtio block device. */
@NullMarked
package org.backplane.device.virtioblk;

import org.jspecify.annotations.NullMarked;

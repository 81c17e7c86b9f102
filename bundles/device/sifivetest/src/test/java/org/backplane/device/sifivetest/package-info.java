@NullMarked
package org.backplane.device.sifivetest;

import org.jspecify.annotations.NullMarked;

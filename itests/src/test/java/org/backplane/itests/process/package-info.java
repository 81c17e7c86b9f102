/** The distribution as a user has it: a program that is started with words and ends with a status. */
@NullMarked
package org.backplane.itests.process;

import org.jspecify.annotations.NullMarked;

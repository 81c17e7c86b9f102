package org.backplane.phase.board;

import org.backplane.api.machine.Board;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;

/**
 * A machine type with its properties.
 *
 * @param type the type
 * @param properties what the user set of its own
 */
record Chosen<P extends Record>(MachineType<P> type, P properties) {

    void check(MachineSettings settings) {
        type.check(properties, settings);
    }

    Machine build(Board board) {
        return type.build(properties, board);
    }
}

package org.backplane.phase.boot;

import java.util.List;
import java.util.Optional;
import org.backplane.api.firmware.Firmware;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BootLayout;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.BootPlan.Extent;
import org.backplane.api.machine.MachineSettings;
import org.backplane.phase.boot.Loaded.Piece;

/** Puts what the settings name into a board's memory, and keeps the account of it. */
final class Loader {
    private static final long TWO_MEBIBYTES = 0x20_0000;
    /** An initial RAM disk lies behind the first half of memory, so that the kernel can grow, but not further off. */
    private static final long INITRD_DISTANCE = 512L << 20;

    private static final int DEVICE_TREE_MAX = 1 << 20;

    private final Board board;
    private final MachineSettings settings;
    private final BootLayout layout;

    private Optional<Firmware> builtIn = Optional.empty();
    private Optional<Long> kernel = Optional.empty();
    private Optional<Extent> initrd = Optional.empty();
    private long entry;
    private long end;

    Loader(Board board) {
        this.board = board;
        settings = board.settings();
        layout = board.machine().bootLayout();
        entry = layout.ramBase();
        end = layout.ramBase();
    }

    /** Loads a kernel, if there is one, to be started without firmware. */
    void bare() {
        settings.kernel().ifPresent(file -> entry = loadKernel(file, layout.ramBase()));
        loadInitrd();
    }

    /** Loads a kernel, if there is one, and the firmware that starts it: built in, or else a file of that name. */
    void with(String firmware, Optional<Firmware> found) {
        builtIn = found;
        if (found.isEmpty()) {
            entry = loadFirmware(firmware);
        } else if (settings.kernel().isEmpty()) {
            throw new Source("firmware", firmware, new byte[0])
                    .refuse("is built in and has nothing to start; expected a kernel too");
        }
        settings.kernel().ifPresent(file -> {
            long start = loadKernel(file, Math.max(layout.kernel(), align(end)));
            entry = found.isPresent() ? start : entry;
        });
        loadInitrd();
    }

    BootPlan plan() {
        var tree = settings.dtb().map(this::readDeviceTree);
        return new BootPlan(builtIn, entry, kernel, initrd, settings.cmdline().orElse(""), tree, end);
    }

    private long loadFirmware(String file) {
        var source = Source.read("firmware", file, layout.ramSize());
        long base = layout.ramBase();
        var loaded = ElfFile.is(source)
                ? ElfFile.read(source, layout.elfMachine())
                : new Loaded(base, base + source.bytes().length, List.of(new Piece(base, source.bytes())));
        put(source, loaded);
        return loaded.entry();
    }

    private long loadKernel(String file, long base) {
        var source = Source.read("kernel", file, layout.ramSize());
        var loaded = Kernels.read(source, base, layout.ramSize(), layout.elfMachine());
        put(source, loaded);
        kernel = Optional.of(loaded.entry());
        return loaded.entry();
    }

    private void loadInitrd() {
        settings.initrd().ifPresent(file -> {
            var source = Source.read("initrd", file, layout.ramSize());
            long behindHalf = kernel.orElse(layout.ramBase()) + Math.min(layout.ramSize() / 2, INITRD_DISTANCE);
            long start = behindHalf + source.bytes().length > layout.ramBase() + layout.ramSize()
                    ? align(end)
                    : align(Math.max(end, behindHalf));
            put(source, new Loaded(start, start + source.bytes().length, List.of(new Piece(start, source.bytes()))));
            initrd = Optional.of(new Extent(start, start + source.bytes().length));
        });
    }

    private byte[] readDeviceTree(String file) {
        return Source.read("dtb", file, Math.min(layout.ramSize(), DEVICE_TREE_MAX))
                .bytes();
    }

    private void put(Source source, Loaded loaded) {
        long ramEnd = layout.ramBase() + layout.ramSize();
        var pieces = loaded.pieces();
        boolean inside = pieces.stream()
                        .allMatch(piece ->
                                piece.address() >= layout.ramBase() && piece.address() <= ramEnd - piece.bytes().length)
                && loaded.end() <= ramEnd;
        if (!inside) {
            throw source.refuse(
                    "does not fit in guest memory, which is from 0x%x to 0x%x".formatted(layout.ramBase(), ramEnd));
        }
        for (int i = 0; i < pieces.size(); i++) {
            board.image(
                    source.setting() + i, pieces.get(i).address(), pieces.get(i).bytes());
        }
        end = Math.max(end, loaded.end());
    }

    private static long align(long address) {
        return address + TWO_MEBIBYTES - 1 & -TWO_MEBIBYTES;
    }
}

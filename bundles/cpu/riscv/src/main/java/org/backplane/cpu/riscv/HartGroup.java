package org.backplane.cpu.riscv;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.cpu.translator.RegionCompiler;

/** The harts that share a memory. They are held weakly: a machine ends by being forgotten. */
final class HartGroup {
    private final List<WeakReference<RvHart>> harts = new CopyOnWriteArrayList<>();
    private final RegionCompiler compiler = Regions.compiler();

    void add(RvHart hart) {
        harts.removeIf(reference -> reference.get() == null);
        harts.add(new WeakReference<>(hart));
    }

    /** How they execute code, with or without translating it. */
    Engine engine(boolean translates) {
        return translates ? Engine.translating(compiler::compile) : Engine.interpreting();
    }

    /** All that are there. */
    List<RvHart> harts() {
        return harts.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
    }

    /** All but one. */
    List<RvHart> others(RvHart hart) {
        return harts().stream().filter(other -> other != hart).toList();
    }
}

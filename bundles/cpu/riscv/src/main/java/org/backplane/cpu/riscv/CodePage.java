package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.List;

/** A physical page from which code was decoded, and the version of its contents at that time. */
final class CodePage {
    private final GuestMemory.Stretch stretch;
    private final long page;
    private final int version;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Translation> translations = new ArrayList<>();

    CodePage(GuestMemory.Stretch stretch, long physical) {
        this.stretch = stretch;
        page = stretch.page(physical);
        version = stretch.ram().holdsCode(page);
    }

    /** Whether somebody has written to it since. */
    boolean stale() {
        return stretch.ram().codeVersion(page) != version;
    }

    void add(Block block) {
        blocks.add(block);
    }

    void add(Translation translation) {
        translations.removeIf(Translation::dropped);
        translations.add(translation);
    }

    /** Has nobody execute what was translated of it. */
    void dropTranslations() {
        translations.forEach(translation -> translation.drop(Translation.Drop.CODE_CHANGED));
    }

    List<Block> blocks() {
        return blocks;
    }
}

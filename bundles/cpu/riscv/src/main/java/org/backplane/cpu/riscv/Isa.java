package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which architecture a hart has: RV64GC and some more.
 *
 * @param translation whether there is address translation
 * @param protection whether there is physical memory protection
 */
record Isa(Set<Extension> extensions, boolean translation, boolean protection) {
    private static final List<String> LETTERS = List.of("i", "m", "a", "f", "d", "c");
    private static final List<String> BEFORE_ZICOND = List.of("zicntr");
    private static final List<String> AFTER_ZICOND = List.of("zicsr", "zifencei", "zihpm");
    private static final String BASE = "rv64i";

    boolean has(Extension extension) {
        return extensions.contains(extension);
    }

    /** What a device tree says of it. */
    Map<String, Object> deviceTree() {
        var all = new ArrayList<>(LETTERS);
        all.addAll(multiLetter());
        return Map.of(
                "riscv,isa",
                "rv64" + String.join("", LETTERS) + "_" + String.join("_", multiLetter()),
                "riscv,isa-base",
                BASE,
                "riscv,isa-extensions",
                List.copyOf(all),
                "mmu-type",
                "riscv," + translationMode());
    }

    /** The extensions with longer names, in canonical order: those of Zi first. */
    private List<String> multiLetter() {
        var zicond = Stream.of(Extension.ZICOND).filter(this::has);
        var others = Stream.of(Extension.values())
                .filter(extension -> extension != Extension.ZICOND && has(extension))
                .map(extension -> extension.isaName)
                .filter(name -> !name.isEmpty());
        return Stream.of(
                        BEFORE_ZICOND.stream(),
                        zicond.map(extension -> extension.isaName),
                        AFTER_ZICOND.stream(),
                        others)
                .flatMap(names -> names)
                .toList();
    }

    private String translationMode() {
        if (!translation) {
            return "none";
        }
        return has(Extension.SV57) ? "sv57" : has(Extension.SV48) ? "sv48" : "sv39";
    }

    /** The value of {@code misa}. */
    long misa() {
        long value = 2L << 62;
        for (var letter : LETTERS) {
            value |= bit(letter.charAt(0));
        }
        return value | bit('s') | bit('u');
    }

    private static long bit(char letter) {
        return 1L << (letter - 'a');
    }
}

package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.backplane.cpu.riscv.Instructions.Instruction;
import org.junit.jupiter.api.Test;

class InstructionsTest {
    private final Decoder decoder = new Decoder(EnumSet.allOf(Extension.class));
    private final Disassembler disassembler = new Disassembler(decoder);

    @Test
    void everyOperationHasAnInstruction() {
        var seen = new BitSet();
        Instructions.ALL.forEach(instruction -> seen.set(instruction.op()));
        seen.set(Op.ILLEGAL);

        assertEquals(Op.COUNT, seen.nextClearBit(0));
        assertEquals(Op.COUNT, seen.length());
    }

    @Test
    void namesAreUnique() {
        var names = new HashSet<String>();

        Instructions.ALL.forEach(instruction -> assertTrue(names.add(instruction.name()), instruction.name()));
    }

    @Test
    void theDecoderFindsTheFirstLineThatMatches() {
        var random = new Random(1);
        for (var instruction : Instructions.ALL) {
            for (int i = 0; i < 200; i++) {
                int bits = instruction.match() | (random.nextInt() & ~instruction.mask());
                bits = instruction.length() == 2 ? bits & 0xffff : bits;

                var found = decoder.find(bits);

                assertEquals(Decoder.reserved(first(bits), bits) ? null : first(bits), found);
            }
        }
    }

    private static Instruction first(int bits) {
        return Instructions.ALL.stream()
                .filter(candidate -> candidate.length() == Decoder.length(bits) && candidate.matches(bits))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void operationsOfTheSwitchThatEndABlockComeLast() {
        for (var instruction : Instructions.ALL) {
            boolean jumps = Set.of("jal", "jalr", "c.j", "c.jr", "c.jalr").contains(instruction.name());
            boolean system = ((instruction.match() & 0x7f) == 0x73 && instruction.length() == 4)
                    || Set.of("fence.i", "c.ebreak").contains(instruction.name());

            assertEquals(jumps || system, Op.endsBlock(instruction.op()), instruction.name());
        }
    }

    @Test
    void extensionsThatAreOffAreNoInstructions() {
        var plain = new Decoder(Set.of());

        for (var instruction : Instructions.ALL) {
            if (instruction.extension() == null) {
                assertNotNull(plain.find(instruction.match() | legalOperands(instruction)), instruction.name());
            } else {
                assertNull(plain.find(instruction.match()), instruction.name());
            }
        }
    }

    /** Some operands, so that no compressed instruction is a reserved one. */
    private static int legalOperands(Instruction instruction) {
        return instruction.length() == 2 ? 0x1ffc & ~instruction.mask() : 0;
    }

    @Test
    void compressedInstructionsMeanWhatTheyAbbreviate() {
        assertSame(0x1141, Asm.i("addi", 2, 2, -16));
        assertSame(0xe406, Asm.store("sd", 1, 2, 8));
        assertSame(0x60a2, Asm.i("ld", 1, 2, 8));
        assertSame(0x4501, Asm.i("addi", 10, 0, 0));
        assertSame(0x557d, Asm.i("addi", 10, 0, -1));
        assertSame(0x852e, Asm.r("add", 10, 0, 11));
        assertSame(0x952e, Asm.r("add", 10, 10, 11));
        assertSame(0x8082, Asm.i("jalr", 0, 1, 0));
        assertSame(0x9502, Asm.i("jalr", 1, 10, 0));
        assertSame(0x6505, Asm.upper("lui", 10, 1));
        assertSame(0x757d, Asm.upper("lui", 10, -1));
        assertSame(0x7139, Asm.i("addi", 2, 2, -64));
        assertSame(0x0808, Asm.i("addi", 10, 2, 16));
        assertSame(0x4108, Asm.i("lw", 10, 10, 0));
        assertSame(0xc10c, Asm.store("sw", 11, 10, 0));
        assertSame(0x050e, Asm.i("slli", 10, 10, 3));
        assertSame(0x8109, Asm.i("srli", 10, 10, 2));
        assertSame(0x8509, Asm.i("srai", 10, 10, 2));
        assertSame(0x893d, Asm.i("andi", 10, 10, 15));
        assertSame(0x8d0d, Asm.r("sub", 10, 10, 11));
        assertSame(0x9d2d, Asm.r("addw", 10, 10, 11));
        assertSame(0xc111, Asm.branch("beq", 10, 0, 4));
        assertSame(0xfd7d, Asm.branch("bne", 10, 0, -2));
        assertSame(0xbffd, Asm.jal(0, -2));
        assertSame(0x2108, Asm.i("fld", 10, 10, 0));
        assertSame(0x9002, Asm.plain("ebreak"));
    }

    private void assertSame(int compressed, int full) {
        long expected = decoder.decode(full);
        long actual = decoder.decode(compressed);

        assertEquals(2, Code.length(actual));
        assertEquals(
                Code.of(Code.op(expected), expected & ~0x1ff & ~(1L << 27), 2),
                actual,
                Integer.toHexString(compressed));
    }

    @Test
    void reservedCompressedEncodingsAreIllegal() {
        for (int bits : new int[] {0x0000, 0x0004, 0x2001, 0x4002, 0x6002, 0x6101, 0x6501, 0x8002, 0x8000, 0x9c41}) {
            assertEquals(Op.ILLEGAL, Code.op(decoder.decode(bits)), Integer.toHexString(bits));
        }
    }

    @Test
    void theDisassemblerWritesLikeTheAssembler() {
        assertEquals("addi a0, a1, -1", text(Asm.i("addi", 10, 11, -1)));
        assertEquals("ld ra, 8(sp)", text(Asm.i("ld", 1, 2, 8)));
        assertEquals("sd ra, -8(sp)", text(Asm.store("sd", 1, 2, -8)));
        assertEquals("beq a0, zero, 0x80000010", text(Asm.branch("beq", 10, 0, 16)));
        assertEquals("jal ra, 0x7ffffffe", text(Asm.jal(1, -2)));
        assertEquals("lui a0, 0xfffff", text(Asm.upper("lui", 10, -1)));
        assertEquals("csrrw zero, mscratch, a0", text(Asm.csr("csrrw", 0, "mscratch", 10)));
        assertEquals("csrrci a0, mstatus, 8", text(Asm.csr("csrrci", 10, "mstatus", 8)));
        assertEquals("fmadd.d fa0, fa1, fa2, fa3, dyn", text(Asm.floating("fmadd.d", 10, 11, 12, 7) | 13 << 27));
        assertEquals("amoadd.w a0, a1, (a2)", text(Asm.r("amoadd.w", 10, 12, 11)));
        assertEquals("c.addi16sp sp, sp, -64", text(0x7139));
        assertEquals("ecall", text(Asm.plain("ecall")));
        assertEquals(".half 0x0000", text(0));
        assertEquals(".word 0xffffffff", text(-1));
    }

    private String text(int bits) {
        return disassembler.text(bits, TestBoard.RAM);
    }
}

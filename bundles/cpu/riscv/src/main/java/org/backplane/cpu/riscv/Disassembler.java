package org.backplane.cpu.riscv;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Writes instructions as the assembler would, for people who look at decoded code. */
final class Disassembler {
    private static final Pattern OPERAND = Pattern.compile("[a-z]+[123]?");
    private static final String[] ROUNDING = {"rne", "rtz", "rdn", "rup", "rmm", "?", "?", "dyn"};

    private final Decoder decoder;

    Disassembler(Decoder decoder) {
        this.decoder = decoder;
    }

    /** The instruction with these bits at an address. */
    String text(int bits, long address) {
        var instruction = decoder.find(bits);
        if (instruction == null) {
            return Decoder.length(bits) == 2 ? ".half 0x%04x".formatted(bits & 0xffff) : ".word 0x%08x".formatted(bits);
        }
        long word = instruction.format().operands(bits);
        String operands =
                OPERAND.matcher(instruction.format().syntax).replaceAll(operand -> operand(operand, word, address));
        return operands.isEmpty() ? instruction.name() : instruction.name() + " " + operands;
    }

    private static String operand(MatchResult operand, long word, long address) {
        int immediate = Code.immediate(word);
        return switch (operand.group()) {
            case "rd" -> HartRegisters.x(Code.rd(word) == Code.SINK ? 0 : Code.rd(word));
            case "rs1" -> HartRegisters.x(Code.rs1(word));
            case "rs2" -> HartRegisters.x(Code.rs2(word));
            case "fd" -> HartRegisters.f(Code.rd(word));
            case "fs1" -> HartRegisters.f(Code.rs1(word));
            case "fs2" -> HartRegisters.f(Code.rs2(word));
            case "fs3" -> HartRegisters.f(Code.rs3(word));
            case "rm" -> ROUNDING[Code.rm(word)];
            case "csr" -> csr(immediate);
            case "zimm" -> String.valueOf(Code.rs1(word));
            case "upper" -> "0x%x".formatted(immediate >>> 12);
            case "target" -> "0x%x".formatted(address + immediate);
            default -> String.valueOf(immediate);
        };
    }

    private static String csr(int number) {
        var name = Csrs.name(number);
        return name == null ? "0x%x".formatted(number) : name;
    }
}

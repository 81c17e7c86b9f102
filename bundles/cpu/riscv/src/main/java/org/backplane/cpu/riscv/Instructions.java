package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Extension.ZBA;
import static org.backplane.cpu.riscv.Extension.ZBB;
import static org.backplane.cpu.riscv.Extension.ZBS;
import static org.backplane.cpu.riscv.Extension.ZICOND;
import static org.backplane.cpu.riscv.Format.*;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All instructions, one a line, in the manual's order and as its encoding tables print them: a dot is a bit of an
 * operand. Decoder, disassembler and their tests read this table. Where two lines match, the earlier one holds; what
 * the manual reserves inside a line is for {@link Decoder#reserved} to know.
 */
final class Instructions {

    /**
     * One line of the table.
     *
     * @param length in bytes
     * @param extension what must be there for it to be an instruction; null for what always is
     */
    record Instruction(
            String name,
            int match,
            int mask,
            int length,
            Format format,
            int op,
            @Nullable Extension extension) {

        boolean matches(int bits) {
            return (bits & mask) == match;
        }
    }

    static final List<Instruction> ALL = List.of(
            // RV32I and RV64I
            row("lui", ".................... ..... 0110111", UPPER, Op.LUI),
            row("auipc", ".................... ..... 0010111", UPPER, Op.AUIPC),
            row("jal", ".................... ..... 1101111", JUMP, Op.JAL),
            row("jalr", "............ ..... 000 ..... 1100111", LOAD, Op.JALR),
            row("beq", "....... ..... ..... 000 ..... 1100011", BRANCH, Op.BEQ),
            row("bne", "....... ..... ..... 001 ..... 1100011", BRANCH, Op.BNE),
            row("blt", "....... ..... ..... 100 ..... 1100011", BRANCH, Op.BLT),
            row("bge", "....... ..... ..... 101 ..... 1100011", BRANCH, Op.BGE),
            row("bltu", "....... ..... ..... 110 ..... 1100011", BRANCH, Op.BLTU),
            row("bgeu", "....... ..... ..... 111 ..... 1100011", BRANCH, Op.BGEU),
            row("lb", "............ ..... 000 ..... 0000011", LOAD, Op.LB),
            row("lh", "............ ..... 001 ..... 0000011", LOAD, Op.LH),
            row("lw", "............ ..... 010 ..... 0000011", LOAD, Op.LW),
            row("ld", "............ ..... 011 ..... 0000011", LOAD, Op.LD),
            row("lbu", "............ ..... 100 ..... 0000011", LOAD, Op.LBU),
            row("lhu", "............ ..... 101 ..... 0000011", LOAD, Op.LHU),
            row("lwu", "............ ..... 110 ..... 0000011", LOAD, Op.LWU),
            row("sb", "....... ..... ..... 000 ..... 0100011", STORE, Op.SB),
            row("sh", "....... ..... ..... 001 ..... 0100011", STORE, Op.SH),
            row("sw", "....... ..... ..... 010 ..... 0100011", STORE, Op.SW),
            row("sd", "....... ..... ..... 011 ..... 0100011", STORE, Op.SD),
            row("addi", "............ ..... 000 ..... 0010011", I, Op.ADDI),
            row("slti", "............ ..... 010 ..... 0010011", I, Op.SLTI),
            row("sltiu", "............ ..... 011 ..... 0010011", I, Op.SLTIU),
            row("xori", "............ ..... 100 ..... 0010011", I, Op.XORI),
            row("ori", "............ ..... 110 ..... 0010011", I, Op.ORI),
            row("andi", "............ ..... 111 ..... 0010011", I, Op.ANDI),
            row("slli", "000000 ...... ..... 001 ..... 0010011", SHIFT, Op.SLLI),
            row("srli", "000000 ...... ..... 101 ..... 0010011", SHIFT, Op.SRLI),
            row("srai", "010000 ...... ..... 101 ..... 0010011", SHIFT, Op.SRAI),
            row("add", "0000000 ..... ..... 000 ..... 0110011", R, Op.ADD),
            row("sub", "0100000 ..... ..... 000 ..... 0110011", R, Op.SUB),
            row("sll", "0000000 ..... ..... 001 ..... 0110011", R, Op.SLL),
            row("slt", "0000000 ..... ..... 010 ..... 0110011", R, Op.SLT),
            row("sltu", "0000000 ..... ..... 011 ..... 0110011", R, Op.SLTU),
            row("xor", "0000000 ..... ..... 100 ..... 0110011", R, Op.XOR),
            row("srl", "0000000 ..... ..... 101 ..... 0110011", R, Op.SRL),
            row("sra", "0100000 ..... ..... 101 ..... 0110011", R, Op.SRA),
            row("or", "0000000 ..... ..... 110 ..... 0110011", R, Op.OR),
            row("and", "0000000 ..... ..... 111 ..... 0110011", R, Op.AND),
            row("addiw", "............ ..... 000 ..... 0011011", I, Op.ADDIW),
            row("slliw", "0000000 ..... ..... 001 ..... 0011011", SHIFT, Op.SLLIW),
            row("srliw", "0000000 ..... ..... 101 ..... 0011011", SHIFT, Op.SRLIW),
            row("sraiw", "0100000 ..... ..... 101 ..... 0011011", SHIFT, Op.SRAIW),
            row("addw", "0000000 ..... ..... 000 ..... 0111011", R, Op.ADDW),
            row("subw", "0100000 ..... ..... 000 ..... 0111011", R, Op.SUBW),
            row("sllw", "0000000 ..... ..... 001 ..... 0111011", R, Op.SLLW),
            row("srlw", "0000000 ..... ..... 101 ..... 0111011", R, Op.SRLW),
            row("sraw", "0100000 ..... ..... 101 ..... 0111011", R, Op.SRAW),
            row("fence", "............ ..... 000 ..... 0001111", FENCE, Op.FENCE),
            row("ecall", "000000000000 00000 000 00000 1110011", PLAIN, Op.ECALL),
            row("ebreak", "000000000001 00000 000 00000 1110011", PLAIN, Op.EBREAK),
            // Zifencei and Zicsr
            row("fence.i", "............ ..... 001 ..... 0001111", PLAIN, Op.FENCE_I),
            row("csrrw", "............ ..... 001 ..... 1110011", CSR, Op.CSRRW),
            row("csrrs", "............ ..... 010 ..... 1110011", CSR, Op.CSRRS),
            row("csrrc", "............ ..... 011 ..... 1110011", CSR, Op.CSRRC),
            row("csrrwi", "............ ..... 101 ..... 1110011", CSR_IMMEDIATE, Op.CSRRWI),
            row("csrrsi", "............ ..... 110 ..... 1110011", CSR_IMMEDIATE, Op.CSRRSI),
            row("csrrci", "............ ..... 111 ..... 1110011", CSR_IMMEDIATE, Op.CSRRCI),
            // M
            row("mul", "0000001 ..... ..... 000 ..... 0110011", R, Op.MUL),
            row("mulh", "0000001 ..... ..... 001 ..... 0110011", R, Op.MULH),
            row("mulhsu", "0000001 ..... ..... 010 ..... 0110011", R, Op.MULHSU),
            row("mulhu", "0000001 ..... ..... 011 ..... 0110011", R, Op.MULHU),
            row("div", "0000001 ..... ..... 100 ..... 0110011", R, Op.DIV),
            row("divu", "0000001 ..... ..... 101 ..... 0110011", R, Op.DIVU),
            row("rem", "0000001 ..... ..... 110 ..... 0110011", R, Op.REM),
            row("remu", "0000001 ..... ..... 111 ..... 0110011", R, Op.REMU),
            row("mulw", "0000001 ..... ..... 000 ..... 0111011", R, Op.MULW),
            row("divw", "0000001 ..... ..... 100 ..... 0111011", R, Op.DIVW),
            row("divuw", "0000001 ..... ..... 101 ..... 0111011", R, Op.DIVUW),
            row("remw", "0000001 ..... ..... 110 ..... 0111011", R, Op.REMW),
            row("remuw", "0000001 ..... ..... 111 ..... 0111011", R, Op.REMUW),
            // A
            row("lr.w", "00010 .. 00000 ..... 010 ..... 0101111", LR, Op.LR_W),
            row("sc.w", "00011 .. ..... ..... 010 ..... 0101111", AMO, Op.SC_W),
            row("amoswap.w", "00001 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOSWAP_W),
            row("amoadd.w", "00000 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOADD_W),
            row("amoxor.w", "00100 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOXOR_W),
            row("amoand.w", "01100 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOAND_W),
            row("amoor.w", "01000 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOOR_W),
            row("amomin.w", "10000 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOMIN_W),
            row("amomax.w", "10100 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOMAX_W),
            row("amominu.w", "11000 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOMINU_W),
            row("amomaxu.w", "11100 .. ..... ..... 010 ..... 0101111", AMO, Op.AMOMAXU_W),
            row("lr.d", "00010 .. 00000 ..... 011 ..... 0101111", LR, Op.LR_D),
            row("sc.d", "00011 .. ..... ..... 011 ..... 0101111", AMO, Op.SC_D),
            row("amoswap.d", "00001 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOSWAP_D),
            row("amoadd.d", "00000 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOADD_D),
            row("amoxor.d", "00100 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOXOR_D),
            row("amoand.d", "01100 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOAND_D),
            row("amoor.d", "01000 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOOR_D),
            row("amomin.d", "10000 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOMIN_D),
            row("amomax.d", "10100 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOMAX_D),
            row("amominu.d", "11000 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOMINU_D),
            row("amomaxu.d", "11100 .. ..... ..... 011 ..... 0101111", AMO, Op.AMOMAXU_D),
            // F
            row("flw", "............ ..... 010 ..... 0000111", F_LOAD, Op.FLW),
            row("fsw", "....... ..... ..... 010 ..... 0100111", F_STORE, Op.FSW),
            row("fmadd.s", "..... 00 ..... ..... ... ..... 1000011", F_R4, Op.FMADD_S),
            row("fmsub.s", "..... 00 ..... ..... ... ..... 1000111", F_R4, Op.FMSUB_S),
            row("fnmsub.s", "..... 00 ..... ..... ... ..... 1001011", F_R4, Op.FNMSUB_S),
            row("fnmadd.s", "..... 00 ..... ..... ... ..... 1001111", F_R4, Op.FNMADD_S),
            row("fadd.s", "0000000 ..... ..... ... ..... 1010011", F_R, Op.FADD_S),
            row("fsub.s", "0000100 ..... ..... ... ..... 1010011", F_R, Op.FSUB_S),
            row("fmul.s", "0001000 ..... ..... ... ..... 1010011", F_R, Op.FMUL_S),
            row("fdiv.s", "0001100 ..... ..... ... ..... 1010011", F_R, Op.FDIV_S),
            row("fsqrt.s", "0101100 00000 ..... ... ..... 1010011", F_UNARY, Op.FSQRT_S),
            row("fsgnj.s", "0010000 ..... ..... 000 ..... 1010011", F_EXACT, Op.FSGNJ_S),
            row("fsgnjn.s", "0010000 ..... ..... 001 ..... 1010011", F_EXACT, Op.FSGNJN_S),
            row("fsgnjx.s", "0010000 ..... ..... 010 ..... 1010011", F_EXACT, Op.FSGNJX_S),
            row("fmin.s", "0010100 ..... ..... 000 ..... 1010011", F_EXACT, Op.FMIN_S),
            row("fmax.s", "0010100 ..... ..... 001 ..... 1010011", F_EXACT, Op.FMAX_S),
            row("fle.s", "1010000 ..... ..... 000 ..... 1010011", F_COMPARE, Op.FLE_S),
            row("flt.s", "1010000 ..... ..... 001 ..... 1010011", F_COMPARE, Op.FLT_S),
            row("feq.s", "1010000 ..... ..... 010 ..... 1010011", F_COMPARE, Op.FEQ_S),
            row("fclass.s", "1110000 00000 ..... 001 ..... 1010011", F_TO_X_EXACT, Op.FCLASS_S),
            row("fcvt.w.s", "1100000 00000 ..... ... ..... 1010011", F_TO_X, Op.FCVT_W_S),
            row("fcvt.wu.s", "1100000 00001 ..... ... ..... 1010011", F_TO_X, Op.FCVT_WU_S),
            row("fcvt.l.s", "1100000 00010 ..... ... ..... 1010011", F_TO_X, Op.FCVT_L_S),
            row("fcvt.lu.s", "1100000 00011 ..... ... ..... 1010011", F_TO_X, Op.FCVT_LU_S),
            row("fcvt.s.w", "1101000 00000 ..... ... ..... 1010011", X_TO_F, Op.FCVT_S_W),
            row("fcvt.s.wu", "1101000 00001 ..... ... ..... 1010011", X_TO_F, Op.FCVT_S_WU),
            row("fcvt.s.l", "1101000 00010 ..... ... ..... 1010011", X_TO_F, Op.FCVT_S_L),
            row("fcvt.s.lu", "1101000 00011 ..... ... ..... 1010011", X_TO_F, Op.FCVT_S_LU),
            row("fmv.x.w", "1110000 00000 ..... 000 ..... 1010011", F_TO_X_EXACT, Op.FMV_X_W),
            row("fmv.w.x", "1111000 00000 ..... 000 ..... 1010011", X_TO_F_EXACT, Op.FMV_W_X),
            // D
            row("fld", "............ ..... 011 ..... 0000111", F_LOAD, Op.FLD),
            row("fsd", "....... ..... ..... 011 ..... 0100111", F_STORE, Op.FSD),
            row("fmadd.d", "..... 01 ..... ..... ... ..... 1000011", F_R4, Op.FMADD_D),
            row("fmsub.d", "..... 01 ..... ..... ... ..... 1000111", F_R4, Op.FMSUB_D),
            row("fnmsub.d", "..... 01 ..... ..... ... ..... 1001011", F_R4, Op.FNMSUB_D),
            row("fnmadd.d", "..... 01 ..... ..... ... ..... 1001111", F_R4, Op.FNMADD_D),
            row("fadd.d", "0000001 ..... ..... ... ..... 1010011", F_R, Op.FADD_D),
            row("fsub.d", "0000101 ..... ..... ... ..... 1010011", F_R, Op.FSUB_D),
            row("fmul.d", "0001001 ..... ..... ... ..... 1010011", F_R, Op.FMUL_D),
            row("fdiv.d", "0001101 ..... ..... ... ..... 1010011", F_R, Op.FDIV_D),
            row("fsqrt.d", "0101101 00000 ..... ... ..... 1010011", F_UNARY, Op.FSQRT_D),
            row("fsgnj.d", "0010001 ..... ..... 000 ..... 1010011", F_EXACT, Op.FSGNJ_D),
            row("fsgnjn.d", "0010001 ..... ..... 001 ..... 1010011", F_EXACT, Op.FSGNJN_D),
            row("fsgnjx.d", "0010001 ..... ..... 010 ..... 1010011", F_EXACT, Op.FSGNJX_D),
            row("fmin.d", "0010101 ..... ..... 000 ..... 1010011", F_EXACT, Op.FMIN_D),
            row("fmax.d", "0010101 ..... ..... 001 ..... 1010011", F_EXACT, Op.FMAX_D),
            row("fcvt.s.d", "0100000 00001 ..... ... ..... 1010011", F_UNARY, Op.FCVT_S_D),
            row("fcvt.d.s", "0100001 00000 ..... ... ..... 1010011", F_UNARY, Op.FCVT_D_S),
            row("fle.d", "1010001 ..... ..... 000 ..... 1010011", F_COMPARE, Op.FLE_D),
            row("flt.d", "1010001 ..... ..... 001 ..... 1010011", F_COMPARE, Op.FLT_D),
            row("feq.d", "1010001 ..... ..... 010 ..... 1010011", F_COMPARE, Op.FEQ_D),
            row("fclass.d", "1110001 00000 ..... 001 ..... 1010011", F_TO_X_EXACT, Op.FCLASS_D),
            row("fcvt.w.d", "1100001 00000 ..... ... ..... 1010011", F_TO_X, Op.FCVT_W_D),
            row("fcvt.wu.d", "1100001 00001 ..... ... ..... 1010011", F_TO_X, Op.FCVT_WU_D),
            row("fcvt.l.d", "1100001 00010 ..... ... ..... 1010011", F_TO_X, Op.FCVT_L_D),
            row("fcvt.lu.d", "1100001 00011 ..... ... ..... 1010011", F_TO_X, Op.FCVT_LU_D),
            row("fcvt.d.w", "1101001 00000 ..... ... ..... 1010011", X_TO_F, Op.FCVT_D_W),
            row("fcvt.d.wu", "1101001 00001 ..... ... ..... 1010011", X_TO_F, Op.FCVT_D_WU),
            row("fcvt.d.l", "1101001 00010 ..... ... ..... 1010011", X_TO_F, Op.FCVT_D_L),
            row("fcvt.d.lu", "1101001 00011 ..... ... ..... 1010011", X_TO_F, Op.FCVT_D_LU),
            row("fmv.x.d", "1110001 00000 ..... 000 ..... 1010011", F_TO_X_EXACT, Op.FMV_X_D),
            row("fmv.d.x", "1111001 00000 ..... 000 ..... 1010011", X_TO_F_EXACT, Op.FMV_D_X),
            // C, quadrant 0
            row("c.addi4spn", "000 ........ ... 00", CIW, Op.ADDI),
            row("c.fld", "001 ... ... .. ... 00", CL_F_DOUBLE, Op.FLD),
            row("c.lw", "010 ... ... .. ... 00", CL_WORD, Op.LW),
            row("c.ld", "011 ... ... .. ... 00", CL_DOUBLE, Op.LD),
            row("c.fsd", "101 ... ... .. ... 00", CS_F_DOUBLE, Op.FSD),
            row("c.sw", "110 ... ... .. ... 00", CS_WORD, Op.SW),
            row("c.sd", "111 ... ... .. ... 00", CS_DOUBLE, Op.SD),
            // C, quadrant 1
            row("c.addi", "000 . ..... ..... 01", CI, Op.ADDI),
            row("c.addiw", "001 . ..... ..... 01", CI, Op.ADDIW),
            row("c.li", "010 . ..... ..... 01", CI_LOAD_IMMEDIATE, Op.ADDI),
            row("c.addi16sp", "011 . 00010 ..... 01", CI_STACK, Op.ADDI),
            row("c.lui", "011 . ..... ..... 01", CI_UPPER, Op.LUI),
            row("c.srli", "100 . 00 ... ..... 01", CB_SHIFT, Op.SRLI),
            row("c.srai", "100 . 01 ... ..... 01", CB_SHIFT, Op.SRAI),
            row("c.andi", "100 . 10 ... ..... 01", CB_IMMEDIATE, Op.ANDI),
            row("c.sub", "100 0 11 ... 00 ... 01", CA, Op.SUB),
            row("c.xor", "100 0 11 ... 01 ... 01", CA, Op.XOR),
            row("c.or", "100 0 11 ... 10 ... 01", CA, Op.OR),
            row("c.and", "100 0 11 ... 11 ... 01", CA, Op.AND),
            row("c.subw", "100 1 11 ... 00 ... 01", CA, Op.SUBW),
            row("c.addw", "100 1 11 ... 01 ... 01", CA, Op.ADDW),
            row("c.j", "101 ........... 01", CJ, Op.JAL),
            row("c.beqz", "110 ... ... ..... 01", CB, Op.BEQ),
            row("c.bnez", "111 ... ... ..... 01", CB, Op.BNE),
            // C, quadrant 2
            row("c.slli", "000 . ..... ..... 10", CI_SHIFT, Op.SLLI),
            row("c.fldsp", "001 . ..... ..... 10", CI_F_LOAD_DOUBLE, Op.FLD),
            row("c.lwsp", "010 . ..... ..... 10", CI_LOAD_WORD, Op.LW),
            row("c.ldsp", "011 . ..... ..... 10", CI_LOAD_DOUBLE, Op.LD),
            row("c.jr", "100 0 ..... 00000 10", CR_JUMP, Op.JALR),
            row("c.mv", "100 0 ..... ..... 10", CR_MOVE, Op.ADD),
            row("c.ebreak", "100 1 00000 00000 10", PLAIN, Op.EBREAK),
            row("c.jalr", "100 1 ..... 00000 10", CR_CALL, Op.JALR),
            row("c.add", "100 1 ..... ..... 10", CR, Op.ADD),
            row("c.fsdsp", "101 ...... ..... 10", CSS_F_DOUBLE, Op.FSD),
            row("c.swsp", "110 ...... ..... 10", CSS_WORD, Op.SW),
            row("c.sdsp", "111 ...... ..... 10", CSS_DOUBLE, Op.SD),
            // Zba
            row("sh1add", "0010000 ..... ..... 010 ..... 0110011", R, Op.SH1ADD, ZBA),
            row("sh2add", "0010000 ..... ..... 100 ..... 0110011", R, Op.SH2ADD, ZBA),
            row("sh3add", "0010000 ..... ..... 110 ..... 0110011", R, Op.SH3ADD, ZBA),
            row("add.uw", "0000100 ..... ..... 000 ..... 0111011", R, Op.ADD_UW, ZBA),
            row("sh1add.uw", "0010000 ..... ..... 010 ..... 0111011", R, Op.SH1ADD_UW, ZBA),
            row("sh2add.uw", "0010000 ..... ..... 100 ..... 0111011", R, Op.SH2ADD_UW, ZBA),
            row("sh3add.uw", "0010000 ..... ..... 110 ..... 0111011", R, Op.SH3ADD_UW, ZBA),
            row("slli.uw", "000010 ...... ..... 001 ..... 0011011", SHIFT, Op.SLLI_UW, ZBA),
            // Zbb
            row("andn", "0100000 ..... ..... 111 ..... 0110011", R, Op.ANDN, ZBB),
            row("orn", "0100000 ..... ..... 110 ..... 0110011", R, Op.ORN, ZBB),
            row("xnor", "0100000 ..... ..... 100 ..... 0110011", R, Op.XNOR, ZBB),
            row("min", "0000101 ..... ..... 100 ..... 0110011", R, Op.MIN, ZBB),
            row("minu", "0000101 ..... ..... 101 ..... 0110011", R, Op.MINU, ZBB),
            row("max", "0000101 ..... ..... 110 ..... 0110011", R, Op.MAX, ZBB),
            row("maxu", "0000101 ..... ..... 111 ..... 0110011", R, Op.MAXU, ZBB),
            row("rol", "0110000 ..... ..... 001 ..... 0110011", R, Op.ROL, ZBB),
            row("ror", "0110000 ..... ..... 101 ..... 0110011", R, Op.ROR, ZBB),
            row("rolw", "0110000 ..... ..... 001 ..... 0111011", R, Op.ROLW, ZBB),
            row("rorw", "0110000 ..... ..... 101 ..... 0111011", R, Op.RORW, ZBB),
            row("rori", "011000 ...... ..... 101 ..... 0010011", SHIFT, Op.RORI, ZBB),
            row("roriw", "0110000 ..... ..... 101 ..... 0011011", SHIFT, Op.RORIW, ZBB),
            row("clz", "0110000 00000 ..... 001 ..... 0010011", UNARY, Op.CLZ, ZBB),
            row("ctz", "0110000 00001 ..... 001 ..... 0010011", UNARY, Op.CTZ, ZBB),
            row("cpop", "0110000 00010 ..... 001 ..... 0010011", UNARY, Op.CPOP, ZBB),
            row("clzw", "0110000 00000 ..... 001 ..... 0011011", UNARY, Op.CLZW, ZBB),
            row("ctzw", "0110000 00001 ..... 001 ..... 0011011", UNARY, Op.CTZW, ZBB),
            row("cpopw", "0110000 00010 ..... 001 ..... 0011011", UNARY, Op.CPOPW, ZBB),
            row("sext.b", "0110000 00100 ..... 001 ..... 0010011", UNARY, Op.SEXT_B, ZBB),
            row("sext.h", "0110000 00101 ..... 001 ..... 0010011", UNARY, Op.SEXT_H, ZBB),
            row("zext.h", "0000100 00000 ..... 100 ..... 0111011", UNARY, Op.ZEXT_H, ZBB),
            row("rev8", "0110101 11000 ..... 101 ..... 0010011", UNARY, Op.REV8, ZBB),
            row("orc.b", "0010100 00111 ..... 101 ..... 0010011", UNARY, Op.ORC_B, ZBB),
            // Zbs
            row("bclr", "0100100 ..... ..... 001 ..... 0110011", R, Op.BCLR, ZBS),
            row("bext", "0100100 ..... ..... 101 ..... 0110011", R, Op.BEXT, ZBS),
            row("binv", "0110100 ..... ..... 001 ..... 0110011", R, Op.BINV, ZBS),
            row("bset", "0010100 ..... ..... 001 ..... 0110011", R, Op.BSET, ZBS),
            row("bclri", "010010 ...... ..... 001 ..... 0010011", SHIFT, Op.BCLRI, ZBS),
            row("bexti", "010010 ...... ..... 101 ..... 0010011", SHIFT, Op.BEXTI, ZBS),
            row("binvi", "011010 ...... ..... 001 ..... 0010011", SHIFT, Op.BINVI, ZBS),
            row("bseti", "001010 ...... ..... 001 ..... 0010011", SHIFT, Op.BSETI, ZBS),
            // Zicond
            row("czero.eqz", "0000111 ..... ..... 101 ..... 0110011", R, Op.CZERO_EQZ, ZICOND),
            row("czero.nez", "0000111 ..... ..... 111 ..... 0110011", R, Op.CZERO_NEZ, ZICOND),
            // Privileged architecture
            row("mret", "0011000 00010 00000 000 00000 1110011", PLAIN, Op.MRET),
            row("sret", "0001000 00010 00000 000 00000 1110011", PLAIN, Op.SRET),
            row("wfi", "0001000 00101 00000 000 00000 1110011", PLAIN, Op.WFI),
            row("sfence.vma", "0001001 ..... ..... 000 00000 1110011", SFENCE, Op.SFENCE_VMA));

    private Instructions() {}

    private static Instruction row(String name, String bits, Format format, int op) {
        return instruction(name, bits, format, op, null);
    }

    private static Instruction row(String name, String bits, Format format, int op, Extension extension) {
        return instruction(name, bits, format, op, extension);
    }

    private static Instruction instruction(
            String name, String spaced, Format format, int op, @Nullable Extension extension) {
        String bits = spaced.replace(" ", "");
        int match = Integer.parseUnsignedInt(bits.replace('.', '0'), 2);
        int mask = Integer.parseUnsignedInt(bits.replace('0', '1').replace('.', '0'), 2);
        return new Instruction(name, match, mask, bits.length() / Byte.SIZE, format, op, extension);
    }
}

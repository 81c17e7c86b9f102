package org.backplane.cpu.riscv;

/**
 * The operations that decoded code is made of: the subject of the interpreter's switch, so dense small numbers. Most
 * are the instruction of that name in the manual; compressed instructions decode to the operation they abbreviate.
 */
final class Op {
    // RV64I: register and immediate
    static final int ILLEGAL = 0;
    static final int LUI = 1;
    static final int AUIPC = 2;
    static final int ADDI = 3;
    static final int SLTI = 4;
    static final int SLTIU = 5;
    static final int XORI = 6;
    static final int ORI = 7;
    static final int ANDI = 8;
    static final int SLLI = 9;
    static final int SRLI = 10;
    static final int SRAI = 11;
    static final int ADDIW = 12;
    static final int SLLIW = 13;
    static final int SRLIW = 14;
    static final int SRAIW = 15;

    // RV64I: two registers
    static final int ADD = 16;
    static final int SUB = 17;
    static final int SLL = 18;
    static final int SLT = 19;
    static final int SLTU = 20;
    static final int XOR = 21;
    static final int SRL = 22;
    static final int SRA = 23;
    static final int OR = 24;
    static final int AND = 25;
    static final int ADDW = 26;
    static final int SUBW = 27;
    static final int SLLW = 28;
    static final int SRLW = 29;
    static final int SRAW = 30;

    // Control transfer; from BEQ to JAL relative to the instruction
    static final int BEQ = 31;
    static final int BNE = 32;
    static final int BLT = 33;
    static final int BGE = 34;
    static final int BLTU = 35;
    static final int BGEU = 36;
    static final int JAL = 37;
    static final int JALR = 38;

    // Memory
    static final int LB = 39;
    static final int LH = 40;
    static final int LW = 41;
    static final int LD = 42;
    static final int LBU = 43;
    static final int LHU = 44;
    static final int LWU = 45;
    static final int SB = 46;
    static final int SH = 47;
    static final int SW = 48;
    static final int SD = 49;
    static final int FLW = 50;
    static final int FLD = 51;
    static final int FSW = 52;
    static final int FSD = 53;

    // M
    static final int MUL = 54;
    static final int MULH = 55;
    static final int MULHSU = 56;
    static final int MULHU = 57;
    static final int DIV = 58;
    static final int DIVU = 59;
    static final int REM = 60;
    static final int REMU = 61;
    static final int MULW = 62;
    static final int DIVW = 63;
    static final int DIVUW = 64;
    static final int REMW = 65;
    static final int REMUW = 66;

    // Zba
    static final int SH1ADD = 67;
    static final int SH2ADD = 68;
    static final int SH3ADD = 69;
    static final int ADD_UW = 70;
    static final int SH1ADD_UW = 71;
    static final int SH2ADD_UW = 72;
    static final int SH3ADD_UW = 73;
    static final int SLLI_UW = 74;

    // Zbb
    static final int ANDN = 75;
    static final int ORN = 76;
    static final int XNOR = 77;
    static final int MAX = 78;
    static final int MAXU = 79;
    static final int MIN = 80;
    static final int MINU = 81;
    static final int ROL = 82;
    static final int ROR = 83;
    static final int ROLW = 84;
    static final int RORW = 85;
    static final int RORI = 86;
    static final int RORIW = 87;
    static final int CLZ = 88;
    static final int CTZ = 89;
    static final int CPOP = 90;
    static final int CLZW = 91;
    static final int CTZW = 92;
    static final int CPOPW = 93;
    static final int SEXT_B = 94;
    static final int SEXT_H = 95;
    static final int ZEXT_H = 96;
    static final int REV8 = 97;
    static final int ORC_B = 98;

    // Zbs
    static final int BCLR = 99;
    static final int BEXT = 100;
    static final int BINV = 101;
    static final int BSET = 102;
    static final int BCLRI = 103;
    static final int BEXTI = 104;
    static final int BINVI = 105;
    static final int BSETI = 106;

    // Zicond
    static final int CZERO_EQZ = 107;
    static final int CZERO_NEZ = 108;

    // A
    static final int LR_W = 109;
    static final int LR_D = 110;
    static final int SC_W = 111;
    static final int SC_D = 112;
    static final int AMOSWAP_W = 113;
    static final int AMOADD_W = 114;
    static final int AMOXOR_W = 115;
    static final int AMOAND_W = 116;
    static final int AMOOR_W = 117;
    static final int AMOMIN_W = 118;
    static final int AMOMAX_W = 119;
    static final int AMOMINU_W = 120;
    static final int AMOMAXU_W = 121;
    static final int AMOSWAP_D = 122;
    static final int AMOADD_D = 123;
    static final int AMOXOR_D = 124;
    static final int AMOAND_D = 125;
    static final int AMOOR_D = 126;
    static final int AMOMIN_D = 127;
    static final int AMOMAX_D = 128;
    static final int AMOMINU_D = 129;
    static final int AMOMAXU_D = 130;

    // F
    static final int FMADD_S = 131;
    static final int FMSUB_S = 132;
    static final int FNMSUB_S = 133;
    static final int FNMADD_S = 134;
    static final int FADD_S = 135;
    static final int FSUB_S = 136;
    static final int FMUL_S = 137;
    static final int FDIV_S = 138;
    static final int FSQRT_S = 139;
    static final int FSGNJ_S = 140;
    static final int FSGNJN_S = 141;
    static final int FSGNJX_S = 142;
    static final int FMIN_S = 143;
    static final int FMAX_S = 144;
    static final int FCVT_W_S = 145;
    static final int FCVT_WU_S = 146;
    static final int FCVT_L_S = 147;
    static final int FCVT_LU_S = 148;
    static final int FMV_X_W = 149;
    static final int FEQ_S = 150;
    static final int FLT_S = 151;
    static final int FLE_S = 152;
    static final int FCLASS_S = 153;
    static final int FCVT_S_W = 154;
    static final int FCVT_S_WU = 155;
    static final int FCVT_S_L = 156;
    static final int FCVT_S_LU = 157;
    static final int FMV_W_X = 158;

    // D
    static final int FMADD_D = 159;
    static final int FMSUB_D = 160;
    static final int FNMSUB_D = 161;
    static final int FNMADD_D = 162;
    static final int FADD_D = 163;
    static final int FSUB_D = 164;
    static final int FMUL_D = 165;
    static final int FDIV_D = 166;
    static final int FSQRT_D = 167;
    static final int FSGNJ_D = 168;
    static final int FSGNJN_D = 169;
    static final int FSGNJX_D = 170;
    static final int FMIN_D = 171;
    static final int FMAX_D = 172;
    static final int FCVT_S_D = 173;
    static final int FCVT_D_S = 174;
    static final int FEQ_D = 175;
    static final int FLT_D = 176;
    static final int FLE_D = 177;
    static final int FCLASS_D = 178;
    static final int FCVT_W_D = 179;
    static final int FCVT_WU_D = 180;
    static final int FCVT_L_D = 181;
    static final int FCVT_LU_D = 182;
    static final int FCVT_D_W = 183;
    static final int FCVT_D_WU = 184;
    static final int FCVT_D_L = 185;
    static final int FCVT_D_LU = 186;
    static final int FMV_X_D = 187;
    static final int FMV_D_X = 188;

    // Zicsr, fences and privileged instructions
    static final int CSRRW = 189;
    static final int CSRRS = 190;
    static final int CSRRC = 191;
    static final int CSRRWI = 192;
    static final int CSRRSI = 193;
    static final int CSRRCI = 194;
    static final int FENCE = 195;
    static final int FENCE_I = 196;
    static final int ECALL = 197;
    static final int EBREAK = 198;
    static final int MRET = 199;
    static final int SRET = 200;
    static final int WFI = 201;
    static final int SFENCE_VMA = 202;

    /** How many there are. */
    static final int COUNT = 203;

    private Op() {}

    /** Whether the immediate counts from the instruction's own address. */
    static boolean pcRelative(int op) {
        return op == AUIPC || branches(op);
    }

    /** Whether it goes, always or on a condition, to an address relative to its own. */
    static boolean branches(int op) {
        return op >= BEQ && op <= JAL;
    }

    /** Whether it belongs to F or D, and so needs {@code mstatus.FS}. */
    static boolean floating(int op) {
        return (op >= FLW && op <= FSD) || (op >= FMADD_S && op <= FMV_D_X);
    }

    /** Whether it reads and writes a CSR. */
    static boolean csr(int op) {
        return op >= CSRRW && op <= CSRRCI;
    }

    /**
     * Whether a block of decoded code ends behind it: it goes elsewhere for certain, or may change what the next
     * instruction is, what it may do, or whether an interrupt comes first.
     */
    static boolean endsBlock(int op) {
        return op == ILLEGAL || op == JAL || op == JALR || (op >= CSRRW && op != FENCE);
    }
}

# The guest of a rehearsal: it has the interpreter and the translator do a little of all that guests do, and switches the
# machine off. guest.img is made of it by
#   riscv64-unknown-elf-gcc -nostdlib -march=rv64gc -mabi=lp64d -Wl,-Ttext=0 -o guest.elf guest.S
#   riscv64-unknown-elf-objcopy -O binary guest.elf guest.img

        .globl  _start
_start:                                 # the header of an Image (Documentation/arch/riscv/boot-image-header.rst)
        j       start
        .balign 8
        .dword  0x200000, 0x10000, 0    # where it is loaded, its size, flags
        .word   2, 0                    # version
        .dword  0
        .ascii  "RISCV\0\0\0RSC\5"
        .word   0

start:
        la      sp, memory
        li      a7, 0x10                # SBI: the specification's version
        li      a6, 0
        ecall
        li      t0, 1 << 13             # the floating-point unit on
        csrs    sstatus, t0
        fcvt.d.l fa0, zero
        rdtime  a0
        li      s0, 20000000
loop:   sd      s0, 0(sp)               # often enough to be translated
        lw      t1, 0(sp)
        mul     t2, t2, t1
        fcvt.d.l fa1, t1
        fadd.d  fa0, fa0, fa1
        addi    s0, s0, -1
        bnez    s0, loop
        amoadd.w t3, t1, (sp)
        lr.d    t3, (sp)
        sc.d    t3, t3, (sp)
        li      t0, 0x10000000          # the UART
        lbu     t1, 5(t0)
        li      a0, 0x100000            # the switch
        li      a1, 0x5555
        sw      a1, 0(a0)
end:    j       end

        .balign 8
memory: .dword  0

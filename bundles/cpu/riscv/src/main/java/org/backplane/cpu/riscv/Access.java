package org.backplane.cpu.riscv;

/** The three ways to use an address, and how each of them fails. */
enum Access {
    FETCH(0, Trap.INSTRUCTION_ACCESS_FAULT, Trap.INSTRUCTION_PAGE_FAULT, Pmp.EXECUTE),
    LOAD(Trap.LOAD_ADDRESS_MISALIGNED, Trap.LOAD_ACCESS_FAULT, Trap.LOAD_PAGE_FAULT, Pmp.READ),
    STORE(Trap.STORE_ADDRESS_MISALIGNED, Trap.STORE_ACCESS_FAULT, Trap.STORE_PAGE_FAULT, Pmp.WRITE);

    /** The cause when an address is not a multiple of the access's size but must be. */
    final int misaligned;

    /** The cause when the physical address does not allow it. */
    final int accessFault;

    /** The cause when the translation does not allow it. */
    final int pageFault;

    /** What physical memory protection calls it. */
    final int permission;

    Access(int misaligned, int accessFault, int pageFault, int permission) {
        this.misaligned = misaligned;
        this.accessFault = accessFault;
        this.pageFault = pageFault;
        this.permission = permission;
    }
}

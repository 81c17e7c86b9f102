package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.Irq;
import org.backplane.cpu.riscv.GuestMemory.Stretch;
import org.backplane.lib.riscv.Environment;
import org.backplane.lib.riscv.Hart;
import org.backplane.lib.riscv.Privilege;
import org.jspecify.annotations.Nullable;

/** One RV64 hart: puts its parts together and runs them, a slice of instructions at a time. */
final class RvHart implements Hart {
    /** Instructions between two looks at interrupts, timers and requests: 10 to 100 microseconds. */
    private static final int SLICE = 16_384;

    private static final long RESET_VECTOR = 0x1000;
    private static final int ECALL_LENGTH = 4;

    private record Start(long pc, Privilege mode, long a0, long a1) {}

    private final CpuSocket socket;
    private final Isa isa;
    private final HartGroup group;
    private final HartState state = new HartState();
    private final Trap trap = new Trap();
    private final GuestMemory memory;
    private final Mmu mmu;
    private final BlockCache blocks;
    private final Interrupts interrupts;
    private final Traps traps;
    private final Csrs csrs;
    private final HartRegisters registers;
    private final Regions regions;
    private final Interpreter interpreter;
    private final Mailbox mailbox = new Mailbox();

    /** Other harts that were told to watch a page and may not have heard yet. */
    private final List<Mailbox.Request> watching = new ArrayList<>();

    private @Nullable Environment environment;
    private volatile boolean kicked;
    private volatile Status status = Status.STARTED;
    private @Nullable Start start;

    RvHart(Isa isa, CpuSocket socket, HartGroup group, Engine engine) {
        this.isa = isa;
        this.socket = socket;
        this.group = group;
        var pmp = new Pmp(isa.protection());
        memory = new GuestMemory(socket.memory(), trap);
        mmu = new Mmu(state, memory, pmp, trap);
        blocks = new BlockCache(state, mmu, memory, new Decoder(isa.extensions()), this::watch);
        interrupts = new Interrupts(state, socket.clock());
        traps = new Traps(state, mmu);
        csrs = new Csrs(isa, socket.index(), state, mmu, pmp, interrupts, new Counters(state), trap);
        registers = new HartRegisters(state, csrs, mmu);
        var privileged = new PrivilegedInstructions(state, csrs, traps, mmu, interrupts, trap, this::fenceOfCode);
        regions = new Regions(state, mmu, blocks, engine);
        interpreter = new Interpreter(
                state, mmu, blocks, new Fpu(state, trap), new Atomics(state, mmu), privileged, interrupts, regions);
        group.add(this);
        reset();
    }

    // ---- running

    @Override
    public Exit run() {
        mailbox.open();
        try {
            while (true) {
                var exit = lookAround();
                if (exit != null) {
                    return exit;
                }
                slice();
            }
        } finally {
            mailbox.close();
        }
    }

    /** Between two slices: does what was asked, takes an interrupt; returns why not to go on, or null. */
    private @Nullable Exit lookAround() {
        mailbox.serve();
        regions.install();
        if (memory.changed()) {
            mmu.flush();
            blocks.clear();
        }
        if (kicked) {
            kicked = false;
            return Exit.KICKED;
        }
        if (status == Status.STOPPED) {
            return Exit.IDLE;
        }
        beginIfStarted();
        interrupts.updateTimer();
        if (state.waiting && !interrupts.wakes()) {
            return Exit.IDLE;
        }
        state.waiting = false;
        int interrupt = interrupts.next();
        if (interrupt >= 0) {
            traps.interrupt(interrupt);
        }
        return null;
    }

    private void slice() {
        state.beginSlice(SLICE);
        while (state.budget > 0) {
            try {
                interpreter.run();
            } catch (Trap taken) {
                trapped(taken.cause(), taken.value());
            }
        }
    }

    private void trapped(int cause, long value) {
        var block = state.block;
        long seen = cause == Trap.ILLEGAL_INSTRUCTION && block != null ? blocks.bits(block, state.index) : value;
        state.settle();
        state.chargeTrap();
        var answering = environment;
        if (cause == Trap.ECALL_FROM_SUPERVISOR && answering != null) {
            state.pc += ECALL_LENGTH;
            answering.call(this);
            if (status == Status.STOPPED) {
                state.endSlice();
            }
        } else {
            traps.exception(cause, seen);
        }
    }

    @Override
    public void kick() {
        kicked = true;
    }

    @Override
    public long wakeTime() {
        return status == Status.STOPPED ? Long.MAX_VALUE : interrupts.wakeTime();
    }

    @Override
    public Irq input(String name) {
        return interrupts.line(name, socket::wake);
    }

    @Override
    public void reset() {
        start = null;
        status = Status.STARTED;
        environment(null);
        state.reset(RESET_VECTOR);
        csrs.reset();
        interrupts.reset();
        mmu.flush();
        blocks.clear();
    }

    // ---- hart state management

    @Override
    public Status status() {
        return status;
    }

    @Override
    public synchronized boolean start(long pc, Privilege mode, long a0, long a1) {
        if (status != Status.STOPPED) {
            return false;
        }
        start = new Start(pc, mode, a0, a1);
        status = Status.STARTED;
        socket.wake();
        return true;
    }

    @Override
    public synchronized void stop() {
        start = null;
        status = Status.STOPPED;
    }

    /** Takes over what {@link #start} asked for, on this hart's own thread. */
    private synchronized void beginIfStarted() {
        var asked = start;
        if (asked == null) {
            return;
        }
        start = null;
        state.waiting = false;
        state.pc = asked.pc();
        state.mode = asked.mode().encoding();
        state.mstatus &= ~(Mstatus.SIE | Mstatus.MIE);
        state.x[10] = asked.a0();
        state.x[11] = asked.a1();
        csrs.write(Csrs.SATP, 0);
        mmu.modeChanged();
    }

    // ---- firmware

    @Override
    public void environment(@Nullable Environment answering) {
        environment = answering;
        csrs.firmwareTimer(answering != null);
    }

    @Override
    public void timer(long deadline) {
        csrs.timer(deadline);
    }

    @Override
    public void fence(Collection<Hart> harts, Fence fence) {
        var asked = new ArrayList<Mailbox.Request>();
        for (var hart : harts) {
            if (hart != this && hart instanceof RvHart other) {
                asked.add(other.mailbox.post(() -> other.obey(fence)));
            }
        }
        if (harts.contains(this)) {
            obey(fence);
        }
        await(asked);
    }

    private void obey(Fence fence) {
        switch (fence.kind()) {
            case FENCE_I -> fenceOfCode();
            case SFENCE_VMA -> mmu.flushRange(fence.start(), fence.size());
        }
    }

    // ---- several harts on one memory

    private void await(List<Mailbox.Request> requests) {
        requests.forEach(request -> request.await(mailbox));
    }

    /** Has all harts announce their writes to a page: it holds decoded code from now on. */
    private void watch(Stretch stretch, long physicalPage) {
        mmu.watch(stretch.host(physicalPage));
        for (var other : group.others(this)) {
            watching.add(other.mailbox.post(() -> other.watchForAnother(stretch, physicalPage)));
        }
    }

    /** What was written here before this hart heard of it was not announced, so announce it now. */
    private void watchForAnother(Stretch stretch, long physicalPage) {
        if (mmu.watch(stretch.host(physicalPage))) {
            stretch.written(physicalPage, 1);
        }
    }

    /** {@code fence.i}: waits until all have heard which pages to watch, then drops what was changed. */
    private void fenceOfCode() {
        await(List.copyOf(watching));
        watching.removeIf(Mailbox.Request::done);
        blocks.dropStale();
    }

    // ---- inspection

    @Override
    public int id() {
        return socket.index();
    }

    @Override
    public long x(int number) {
        return state.x[number];
    }

    @Override
    public void x(int number, long value) {
        if (number != 0) {
            state.x[number] = value;
        }
    }

    @Override
    public Privilege privilege() {
        return switch (state.mode) {
            case HartState.USER -> Privilege.USER;
            case HartState.SUPERVISOR -> Privilege.SUPERVISOR;
            default -> Privilege.MACHINE;
        };
    }

    @Override
    public List<String> registers() {
        return HartRegisters.NAMES;
    }

    @Override
    public long register(String name) {
        return registers.read(name);
    }

    @Override
    public void register(String name, long value) {
        registers.write(name, value);
    }

    @Override
    public Map<String, Object> deviceTree() {
        return isa.deviceTree();
    }

    @Override
    public Map<String, Long> statistics() {
        return regions.statistics();
    }

    @Override
    public List<HotCode> hotCode(int most) {
        return blocks.hottest(most, regions.threshold());
    }

    /** How often translated code has left an instruction to the interpreter, by the reason. */
    Map<String, Long> leaves() {
        return regions.leaves();
    }

    @Override
    public long instructions() {
        return state.retired();
    }
}

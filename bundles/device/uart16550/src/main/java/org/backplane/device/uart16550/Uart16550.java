package org.backplane.device.uart16550;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.device.Clock;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * NS16550A: a serial port with a FIFO of 16 bytes each way. National Semiconductor's data sheet of the PC16550D, June
 * 1995; section 8 describes the registers.
 *
 * <p>Bytes leave as fast as the host takes them; divisor and line control only time the character timeout. Nothing is
 * lost on the way in: the line waits while the receiver is full. Left out is what a line without wires has not: parity
 * and framing errors and breaks. Nor do the modem lines change, but in loopback: a modem is always there and ready. The
 * DMA signals lead nowhere.
 */
public final class Uart16550 implements Device, SerialLine.Receiver {
    private static final int DEPTH = 16;
    private static final long SECOND = 1_000_000_000;

    private static final int IER_RECEIVED = 0x01;
    private static final int IER_TRANSMITTER = 0x02;
    private static final int IER_LINE_STATUS = 0x04;
    private static final int IER_MODEM_STATUS = 0x08;

    private static final int IIR_MODEM_STATUS = 0x00;
    private static final int IIR_NONE = 0x01;
    private static final int IIR_TRANSMITTER = 0x02;
    private static final int IIR_RECEIVED = 0x04;
    private static final int IIR_LINE_STATUS = 0x06;
    private static final int IIR_TIMEOUT = 0x0c;
    private static final int IIR_FIFOS = 0xc0;

    private static final int FCR_ENABLE = 0x01;
    private static final int FCR_CLEAR_RECEIVER = 0x02;
    private static final int FCR_CLEAR_TRANSMITTER = 0x04;
    private static final int FCR_KEPT = 0xc9;
    private static final int[] TRIGGER_LEVELS = {1, 4, 8, 14};

    private static final int LCR_WORD_LENGTH = 0x03;
    private static final int LCR_STOP_BITS = 0x04;
    private static final int LCR_PARITY = 0x08;
    private static final int LCR_DIVISOR_LATCH = 0x80;

    private static final int MCR_DTR = 0x01;
    private static final int MCR_RTS = 0x02;
    private static final int MCR_OUT1 = 0x04;
    private static final int MCR_OUT2 = 0x08;
    private static final int MCR_LOOPBACK = 0x10;
    private static final int MCR_KEPT = 0x1f;

    private static final int LSR_DATA_READY = 0x01;
    private static final int LSR_OVERRUN = 0x02;
    private static final int LSR_HOLDING_EMPTY = 0x20;
    private static final int LSR_TRANSMITTER_EMPTY = 0x40;

    private static final int MSR_CTS = 0x10;
    private static final int MSR_DSR = 0x20;
    private static final int MSR_RI = 0x40;
    private static final int MSR_DCD = 0x80;
    private static final int MSR_READY = MSR_CTS | MSR_DSR | MSR_DCD;

    /** Where its bytes go, and how it is wired. */
    public record Properties(
            @Doc("Character device at the other end of the line")
            Optional<String> chardev,

            @Doc("Registers lie 2^regshift bytes apart") @Default("0") @Range(min = 0, max = 8)
            int regshift,

            @Doc("Baud rate of divisor 1: the input clock divided by 16")
            @Default("230400")
            @Range(min = 1, max = Integer.MAX_VALUE / 16)
            int baudbase) {}

    /** What the guest can see, and bytes on their way. */
    public static final class State {
        Fifo received = new Fifo();
        Fifo unsent = new Fifo();
        int divisor = 12;
        int interruptEnable;
        int fifoControl;
        int lineControl;
        int modemControl;
        int modemChanges;
        int scratch;
        boolean overrun;
        /** The transmitter has become empty, and the guest has not been told. */
        boolean emptied;

        boolean timedOut;
        boolean timeoutArmed;
        long timeoutAt;
    }

    /** Bytes in order. */
    public static final class Fifo {
        byte[] bytes = new byte[DEPTH];
        int first;
        int count;

        private boolean isEmpty() {
            return count == 0;
        }

        private void add(int value) {
            bytes[(first + count++) % DEPTH] = (byte) value;
        }

        private int peek() {
            return Byte.toUnsignedInt(bytes[first]);
        }

        private int remove() {
            int value = peek();
            first = (first + 1) % DEPTH;
            count--;
            return value;
        }

        private void clear() {
            count = 0;
        }
    }

    /** Makes serial ports. */
    @Component
    @DeviceName("serial-mm")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new Uart16550(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            var node = new HashMap<String, Object>();
            node.put("compatible", "ns16550a");
            node.put("clock-frequency", 16 * properties.baudbase());
            if (properties.regshift() > 0) {
                node.put("reg-shift", properties.regshift());
            }
            return node;
        }
    }

    private final State state;
    private final Slot slot;
    private final SerialLine line;
    private final Clock clock;
    private final Clock.Timer timeout;
    private final Irq irq;
    private final int baudbase;

    Uart16550(Properties properties, State state, Slot slot) {
        this.state = state;
        this.slot = slot;
        baudbase = properties.baudbase();
        line = slot.backend("chardev", SerialLine.class);
        clock = slot.clock();
        timeout = clock.timer(this::timeOut);
        irq = slot.irq("irq");
        int shift = properties.regshift();
        slot.map(Registers.bytes(slot, 8L << shift)
                .readWrite(0L << shift, "RBR/THR/DLL", this::read0, this::write0, this::peek0)
                .readWrite(1L << shift, "IER/DLM", this::read1, this::write1)
                .readWrite(2L << shift, "IIR/FCR", this::readIir, this::writeFcr, this::iir)
                .readWrite(3L << shift, "LCR", () -> state.lineControl, value -> state.lineControl = (int) value)
                .readWrite(4L << shift, "MCR", () -> state.modemControl, this::writeMcr)
                .readWrite(5L << shift, "LSR", this::readLsr, _ -> slot.guestError("write to read-only LSR"), this::lsr)
                .readWrite(6L << shift, "MSR", this::readMsr, _ -> slot.guestError("write to read-only MSR"), this::msr)
                .readWrite(7L << shift, "SCR", () -> state.scratch, value -> state.scratch = (int) value));
        line.attach(this);
        if (state.timeoutArmed) {
            timeout.at(state.timeoutAt);
        }
        send();
        updateIrq();
    }

    /** Master reset; table II of the data sheet. Divisor and scratch register keep what they hold. */
    @Override
    public void reset() {
        state.received.clear();
        state.unsent.clear();
        state.interruptEnable = 0;
        state.fifoControl = 0;
        state.lineControl = 0;
        state.modemControl = 0;
        state.modemChanges = 0;
        state.overrun = false;
        state.emptied = false;
        state.timedOut = false;
        restartTimeout();
        updateIrq();
        line.readyToReceive();
    }

    // ---- the line

    @Override
    public int room() {
        return loopback() ? 0 : depth() - state.received.count;
    }

    @Override
    public void receive(int value) {
        take(value);
        updateIrq();
    }

    /** The host takes bytes again. */
    @Override
    public void writable() {
        send();
        updateIrq();
    }

    private void take(int value) {
        if (state.received.count < depth()) {
            state.received.add(value);
        } else {
            overrun(value);
        }
        restartTimeout();
    }

    /** A full FIFO keeps what it has, a single register is overwritten; section 8.4. */
    private void overrun(int value) {
        state.overrun = true;
        if (!fifos()) {
            state.received.clear();
            state.received.add(value);
        }
    }

    /** Sends what the host takes; it says when it takes more. */
    private void send() {
        if (state.unsent.isEmpty()) {
            return;
        }
        while (!state.unsent.isEmpty() && transmit(state.unsent.peek())) {
            state.unsent.remove();
        }
        state.emptied = state.unsent.isEmpty();
    }

    private boolean transmit(int value) {
        if (loopback()) {
            take(value);
            return true;
        }
        return line.transmit(value);
    }

    // ---- registers

    private int read0() {
        return divisorLatch() ? state.divisor & 0xff : readRbr();
    }

    private int peek0() {
        return divisorLatch() ? state.divisor & 0xff : rbr();
    }

    private int rbr() {
        return state.received.isEmpty() ? 0 : state.received.peek();
    }

    private int readRbr() {
        int value = state.received.isEmpty() ? 0 : state.received.remove();
        state.timedOut = false;
        restartTimeout();
        updateIrq();
        line.readyToReceive();
        return value;
    }

    private void write0(long value) {
        if (divisorLatch()) {
            state.divisor = (state.divisor & 0xff00) | (int) value;
        } else {
            writeThr((int) value);
        }
    }

    private void writeThr(int value) {
        if (state.unsent.count < depth()) {
            state.unsent.add(value);
        } else {
            slot.guestError("byte written to a full transmitter");
        }
        state.emptied = false;
        send();
        updateIrq();
    }

    private int read1() {
        return divisorLatch() ? state.divisor >>> 8 : state.interruptEnable;
    }

    private void write1(long value) {
        if (divisorLatch()) {
            state.divisor = (int) value << 8 | (state.divisor & 0xff);
        } else {
            writeIer((int) value & 0x0f);
        }
    }

    /** Enabling the transmitter's interrupt tells at once that it is empty. */
    private void writeIer(int value) {
        if (((value ^ state.interruptEnable) & IER_TRANSMITTER) != 0) {
            state.emptied = (value & IER_TRANSMITTER) != 0 && state.unsent.isEmpty();
        }
        state.interruptEnable = value;
        updateIrq();
    }

    /** What interrupts, by priority; table V of the data sheet. */
    private int iir() {
        return interrupt() | (fifos() ? IIR_FIFOS : 0);
    }

    private int interrupt() {
        if (enabled(IER_LINE_STATUS) && state.overrun) {
            return IIR_LINE_STATUS;
        } else if (enabled(IER_RECEIVED) && state.timedOut) {
            return IIR_TIMEOUT;
        } else if (enabled(IER_RECEIVED) && state.received.count >= triggerLevel()) {
            return IIR_RECEIVED;
        } else if (enabled(IER_TRANSMITTER) && state.emptied) {
            return IIR_TRANSMITTER;
        } else if (enabled(IER_MODEM_STATUS) && state.modemChanges != 0) {
            return IIR_MODEM_STATUS;
        }
        return IIR_NONE;
    }

    /** Reading that the transmitter interrupts makes it stop. */
    private int readIir() {
        int value = iir();
        if (interrupt() == IIR_TRANSMITTER) {
            state.emptied = false;
            updateIrq();
        }
        return value;
    }

    /** Other bits count only together with that which enables the FIFOs; changing that one clears both. */
    private void writeFcr(long written) {
        int value = (written & FCR_ENABLE) != 0 ? (int) written : 0;
        if (((value ^ state.fifoControl) & FCR_ENABLE) != 0) {
            value |= FCR_CLEAR_RECEIVER | FCR_CLEAR_TRANSMITTER;
        }
        state.fifoControl = value & FCR_KEPT;
        if ((value & FCR_CLEAR_RECEIVER) != 0) {
            state.received.clear();
            state.timedOut = false;
        }
        if ((value & FCR_CLEAR_TRANSMITTER) != 0) {
            state.unsent.clear();
            state.emptied = true;
        }
        restartTimeout();
        updateIrq();
        line.readyToReceive();
    }

    private void writeMcr(long value) {
        int before = modemLines();
        state.modemControl = (int) value & MCR_KEPT;
        noteModemChanges(before, modemLines());
        send();
        updateIrq();
        line.readyToReceive();
    }

    /** Any change counts, but of RI only its falling. */
    private void noteModemChanges(int before, int now) {
        int changed = (before ^ now) & MSR_READY;
        int fallen = before & ~now & MSR_RI;
        state.modemChanges |= (changed | fallen) >>> 4;
    }

    private int lsr() {
        return (state.received.isEmpty() ? 0 : LSR_DATA_READY)
                | (state.overrun ? LSR_OVERRUN : 0)
                | (state.unsent.isEmpty() ? LSR_HOLDING_EMPTY | LSR_TRANSMITTER_EMPTY : 0);
    }

    private int readLsr() {
        int value = lsr();
        state.overrun = false;
        updateIrq();
        return value;
    }

    private int msr() {
        return modemLines() | state.modemChanges;
    }

    private int readMsr() {
        int value = msr();
        state.modemChanges = 0;
        updateIrq();
        return value;
    }

    /** The modem's lines; in loopback, the port's own outputs, crossed over. */
    private int modemLines() {
        int control = state.modemControl;
        if (!loopback()) {
            return MSR_READY;
        }
        return ((control & MCR_DTR) != 0 ? MSR_DSR : 0)
                | ((control & MCR_RTS) != 0 ? MSR_CTS : 0)
                | ((control & MCR_OUT1) != 0 ? MSR_RI : 0)
                | ((control & MCR_OUT2) != 0 ? MSR_DCD : 0);
    }

    private void updateIrq() {
        irq.set(interrupt() != IIR_NONE);
    }

    // ---- the character timeout

    /** Received bytes below the trigger level are told of four characters after the last one came or was read. */
    private void restartTimeout() {
        state.timeoutArmed = fifos() && !state.received.isEmpty();
        if (state.timeoutArmed) {
            state.timeoutAt = clock.now() + timeOf(4);
            timeout.at(state.timeoutAt);
        } else {
            timeout.cancel();
        }
    }

    private void timeOut() {
        state.timeoutArmed = false;
        state.timedOut = true;
        updateIrq();
    }

    private long timeOf(int characters) {
        int start = 1;
        int data = 5 + (state.lineControl & LCR_WORD_LENGTH);
        int parity = (state.lineControl & LCR_PARITY) != 0 ? 1 : 0;
        int stop = (state.lineControl & LCR_STOP_BITS) != 0 ? 2 : 1;
        int bits = characters * (start + data + parity + stop);
        return bits * SECOND * Math.max(state.divisor, 1) / baudbase;
    }

    private int triggerLevel() {
        return fifos() ? TRIGGER_LEVELS[state.fifoControl >>> 6] : 1;
    }

    private boolean fifos() {
        return (state.fifoControl & FCR_ENABLE) != 0;
    }

    private int depth() {
        return fifos() ? DEPTH : 1;
    }

    private boolean loopback() {
        return (state.modemControl & MCR_LOOPBACK) != 0;
    }

    private boolean divisorLatch() {
        return (state.lineControl & LCR_DIVISOR_LATCH) != 0;
    }

    private boolean enabled(int interrupt) {
        return (state.interruptEnable & interrupt) != 0;
    }
}

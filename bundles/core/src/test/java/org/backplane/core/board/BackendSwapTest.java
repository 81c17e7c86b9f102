package org.backplane.core.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockBackend.Operation;
import org.backplane.api.backend.BlockBackend.Request;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Chardev;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.backend.Handover;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Slot;
import org.backplane.api.object.Entropy;
import org.backplane.api.object.ObjectType;
import org.backplane.api.object.UserObject;
import org.backplane.api.phase.Phase;
import org.backplane.api.phase.RunState;
import org.backplane.core.Bench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back ends in use are followed by other versions of their code; the device that has them stays. */
@Timeout(60)
class BackendSwapTest {
    record None() {}

    // ---- a wire: what is sent arrives as it was, or louder

    /** A wire to the host; its input is a queue of bytes, of which a negative one ends it. */
    static final class Wire implements Chardev {
        private static final int WAKE = -2;

        private final LinkedBlockingQueue<Integer> in;
        private final LinkedBlockingQueue<Integer> out;
        private final Semaphore room;
        private final IntUnaryOperator version;
        private volatile boolean left;

        Wire(
                LinkedBlockingQueue<Integer> in,
                LinkedBlockingQueue<Integer> out,
                Semaphore room,
                IntUnaryOperator version) {
            this.in = in;
            this.out = out;
            this.room = room;
            this.version = version;
        }

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    int value = Wire.this.take();
                    return left ? -1 : value;
                }

                @Override
                public int read(byte[] target, int from, int length) throws IOException {
                    int value = read();
                    if (value < 0) {
                        return -1;
                    }
                    target[from] = (byte) value;
                    return 1;
                }
            };
        }

        private int take() throws InterruptedIOException {
            try {
                return left ? -1 : in.take();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public OutputStream output() {
            return new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[] {(byte) value});
                }

                @Override
                public void write(byte[] source, int from, int length) throws IOException {
                    for (int i = 0; i < length; i++) {
                        room.acquireUninterruptibly();
                        if (left) {
                            room.release();
                            var interrupted = new InterruptedIOException();
                            interrupted.bytesTransferred = i;
                            throw interrupted;
                        }
                        out.add(version.applyAsInt(source[from + i]));
                    }
                }
            };
        }

        @Override
        public Optional<Handover> handOver() {
            left = true;
            in.add(WAKE);
            room.release();
            return Optional.of(Handover.of(Map.of("in", in, "out", out, "room", room)));
        }

        @Override
        public void close() {
            left = true;
            in.add(WAKE);
            room.release(1000);
        }
    }

    private final LinkedBlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> screen = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(0);

    private class WireType implements ChardevType<None> {
        private final IntUnaryOperator version;

        WireType(IntUnaryOperator version) {
            this.version = version;
        }

        @Override
        public Chardev open(None properties) {
            return new Wire(keys, screen, room, version);
        }

        @Override
        @SuppressWarnings("unchecked") // what its own kind has left
        public Chardev takeOver(None properties, Handover from) throws IOException {
            var in = (LinkedBlockingQueue<Integer>) from.get("in", LinkedBlockingQueue.class);
            in.remove(Wire.WAKE);
            room.tryAcquire();
            return new Wire(
                    in,
                    (LinkedBlockingQueue<Integer>) from.get("out", LinkedBlockingQueue.class),
                    from.get("room", Semaphore.class),
                    version);
        }
    }

    private final ChardevType<?> quiet = new WireType(value -> value);
    private final ChardevType<?> loud = new WireType(Character::toUpperCase);

    private final class BrokenWireType extends WireType {
        BrokenWireType() {
            super(value -> value);
        }

        @Override
        public Chardev takeOver(None properties, Handover from) {
            throw new IllegalStateException("a bug in 2.0");
        }
    }

    // ---- a disk that counts

    private static final class CountingStore implements BlockStore {
        private final long size;
        private final BlockingQueue<String> done;
        private final String version;
        private final CountDownLatch gate;

        CountingStore(long size, BlockingQueue<String> done, String version, CountDownLatch gate) {
            this.size = size;
            this.done = done;
            this.version = version;
            this.gate = gate;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(ByteBuffer target, long offset) {}

        @Override
        public void write(ByteBuffer source, long offset) {}

        @Override
        public void flush() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            done.add(version);
        }

        @Override
        public void writeZeroes(long offset, long length) {}

        @Override
        public Optional<Handover> handOver() {
            return Optional.of(Handover.of(Map.of("gate", gate, "done", done)));
        }

        @Override
        public void close() {}
    }

    private final LinkedBlockingQueue<String> flushed = new LinkedBlockingQueue<>();
    private final CountDownLatch flushing = new CountDownLatch(1);

    private final class DiskDriver implements BlockDriver<None> {
        private final String version;
        private final long size;

        DiskDriver(String version, long size) {
            this.version = version;
            this.size = size;
        }

        @Override
        public BlockStore open(None properties, boolean readOnly) {
            return new CountingStore(size, flushed, version, flushing);
        }

        @Override
        @SuppressWarnings("unchecked") // what its own kind has left
        public BlockStore takeOver(None properties, boolean readOnly, Handover from) {
            return new CountingStore(
                    size, from.get("done", BlockingQueue.class), version, from.get("gate", CountDownLatch.class));
        }
    }

    // ---- a die

    private final List<Integer> closed = new ArrayList<>();

    private final class Die implements Entropy {
        private final int value;

        private Die(int value) {
            this.value = value;
        }

        @Override
        public int available() {
            return 1;
        }

        @Override
        public void read(byte[] target, int from, int length) {
            target[from] = (byte) value;
        }

        @Override
        public void close() {
            closed.add(value);
        }
    }

    private record DieType(Optional<UserObject> made) implements ObjectType<None> {
        @Override
        public UserObject create(None properties, Others others) throws IOException {
            return made.orElseThrow(() -> new IOException("no dice today"));
        }
    }

    // ---- the device that has all of these

    record Given(String chardev, String drive, String rng) {}

    static final class State {
        int number;
    }

    private final class Board implements DeviceType<Given, State> {
        @Override
        public State powerOn(Given properties) {
            return new State();
        }

        @Override
        public Device create(Given properties, State state, Slot slot) {
            made++;
            line = slot.backend("chardev", SerialLine.class);
            disk = slot.backend("drive", BlockBackend.class);
            die = slot.backend("rng", Entropy.class);
            line.attach(new SerialLine.Receiver() {
                @Override
                public int room() {
                    return 1;
                }

                @Override
                public void receive(int value) {
                    typed.add(value);
                }
            });
            return new Device() {
                @Override
                public void reset() {}

                @Override
                public void completed(long id, Status status) {
                    completed.add(id + " " + status);
                }
            };
        }
    }

    private int made;
    private SerialLine line = DeviceSlot.NO_LINE;
    private BlockBackend disk = none();
    private Entropy die = Entropy.ofHost();
    private final LinkedBlockingQueue<Integer> typed = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> completed = new LinkedBlockingQueue<>();

    private final Bench bench = new Bench();
    private final BlockDriver<?> firstDriver = new DiskDriver("1.0", 4096);
    private final ObjectType<?> firstDie = new DieType(Optional.of(new Die(1)));

    private static BlockBackend none() {
        return (BlockBackend) Proxy.newProxyInstance(
                BlockBackend.class.getClassLoader(), new Class<?>[] {BlockBackend.class}, (_, _, _) -> {
                    throw new AssertionError("there is no disk yet");
                });
    }

    @BeforeEach
    void plug() {
        bench.registry.register(DeviceType.class, "backplane.device.name", "all", new Board());
        bench.registry.register(ChardevType.class, "backplane.chardev.name", "wire", quiet);
        bench.registry.register(BlockDriver.class, "backplane.block.driver.name", "counting", firstDriver);
        bench.registry.register(ObjectType.class, "backplane.object.name", "die", firstDie);
        bench.machine(Phase.MACHINE_INITIALIZED);
        bench.onLoop(() -> {
            bench.chardevs.add("w", "wire", Map.of());
            bench.blocks.add("b", "counting", false, Map.of());
            bench.objects.add("d", "die", Map.of());
            bench.vm.plug("all", "all", Optional.empty(), Map.of("chardev", "w", "drive", "b", "rng", "d"));
        });
        bench.onLoop(() -> bench.phases.advance(Phase.MACHINE_READY));
        bench.onLoop(bench.vm::cont);
    }

    @AfterEach
    void close() {
        flushing.countDown();
        bench.close();
    }

    private Vm.Swapped swap(Successors successors) {
        return bench.loop.call(() -> bench.vm.swap(successors));
    }

    private String refusal(Successors successors) {
        return assertThrows(CommandException.class, () -> swap(successors)).message();
    }

    private Successors wire(ChardevType<?> successor) {
        return new Successors().add(ChardevType.class, "wire", quiet, successor);
    }

    private Successors disk(BlockDriver<?> successor) {
        return new Successors().add(BlockDriver.class, "counting", firstDriver, successor);
    }

    private Successors die(ObjectType<?> successor) {
        return new Successors().add(ObjectType.class, "die", firstDie, successor);
    }

    private void print(String text) {
        text.chars().forEach(line::transmit);
    }

    private String shown(int length) throws InterruptedException {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (int) screen.take());
        }
        return text.toString();
    }

    private void type(String text) {
        text.chars().forEach(keys::add);
    }

    private String typed(int length) throws InterruptedException {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (int) typed.take());
        }
        return text.toString();
    }

    private int roll() {
        var value = new byte[1];
        die.read(value, 0, 1);
        return value[0];
    }

    @Test
    void aLineGoesOnInTheMiddleOfAWriteAndNoByteIsLostOrSentTwice() throws Exception {
        print("abcdef");
        room.release(2);
        assertEquals("ab", shown(2));

        var swapped = swap(wire(loud));

        room.release(100);
        print("gh");
        assertEquals("CDEFGH", shown(6));
        assertEquals(List.of("/chardevs/w"), swapped.backends());
        assertEquals(List.of(), swapped.devices());
        assertTrue(swapped.pauseNanos() > 0);
        assertEquals(1, made, "the device is the same");
        assertEquals(RunState.RUNNING, bench.vm.state());
    }

    @Test
    void inputGoesOn() throws Exception {
        type("ab");
        assertEquals("ab", typed(2));
        swap(wire(loud));
        type("cd");
        assertEquals("cd", typed(2));
    }

    @Test
    void aLineIsTheOldCodesAgainWhenTheNewThrows() throws Exception {
        print("abcdef");
        room.release(2);
        assertEquals("ab", shown(2));

        assertEquals(
                "/chardevs/w cannot be taken over: java.lang.IllegalStateException: a bug in 2.0",
                refusal(wire(new BrokenWireType())));

        room.release(100);
        assertEquals("cdef", shown(4));
        type("x");
        assertEquals("x", typed(1));
    }

    @Test
    void whatDoesNotHandOverIsNotReplaced() {
        var silent = new Successors()
                .add(
                        ChardevType.class,
                        "silent",
                        bench.catalog.with(ChardevType.class, "silent", found -> found),
                        quiet);
        bench.onLoop(() -> bench.chardevs.add("s", "silent", Map.of()));
        assertEquals(
                "/chardevs/s cannot be taken over: its present code does not hand over what is open", refusal(silent));
    }

    @Test
    void requestsThatWaitAreCarriedOverAndEndOnce() throws Exception {
        flushing.countDown();
        LongStream.range(0, 100).forEach(this::flush);

        var swapped = swap(disk(new DiskDriver("2.0", 4096)));
        LongStream.range(100, 200).forEach(this::flush);

        for (int i = 0; i < 200; i++) {
            assertEquals(i + " OK", completed.take());
        }
        assertEquals(200, flushed.size());
        assertEquals("2.0", List.copyOf(flushed).getLast());
        assertEquals(List.of("block node b"), swapped.backends());
        assertEquals(1, made, "the device is the same");
    }

    private void flush(long id) {
        disk.submit(new Request(id, Operation.FLUSH, 0, 0, List.of()));
    }

    @Test
    void aRequestThatDoesNotEndIsWaitedForAndGoesOnInTheOldCode() throws Exception {
        flush(1);
        assertEquals(
                "block node b cannot be taken over: a call into it does not end within 1000 ms",
                refusal(disk(new DiskDriver("2.0", 4096))));
        flush(2);
        flushing.countDown();
        assertEquals("1 OK", completed.take());
        assertEquals("2 OK", completed.take());
        assertEquals(List.of("1.0", "1.0"), List.copyOf(flushed));
    }

    @Test
    void aDiskOfAnotherLengthIsRefused() throws Exception {
        flushing.countDown();
        assertEquals(
                "block node b cannot be taken over: its length was 4096, and would be 8192",
                refusal(disk(new DiskDriver("2.0", 8192))));
        flush(1);
        assertEquals("1 OK", completed.take());
        assertEquals("1.0", flushed.take());
    }

    @Test
    void theDeviceHasTheNewObject() {
        assertEquals(1, roll());
        assertEquals(
                List.of("/objects/d"),
                swap(die(new DieType(Optional.of(new Die(6))))).backends());
        assertEquals(6, roll());
        assertEquals(List.of(1), closed);
        assertEquals(1, made, "the device is the same");
    }

    @Test
    void anObjectThatCannotBeMadeAnewStays() {
        assertEquals("/objects/d cannot be taken over: no dice today", refusal(die(new DieType(Optional.empty()))));
        assertEquals(1, roll());
        assertEquals(List.of(), closed);
    }

    @Test
    void anObjectThatIsOfNoUseToTheDeviceIsRefused() {
        assertEquals(
                "/objects/d cannot be taken over: it is no rng-backend any more, as /machine/peripheral/all uses it",
                refusal(die(new DieType(Optional.of(new UserObject() {})))));
        assertEquals(1, roll());
    }

    @Test
    void oneOfSeveralThatFailsLeavesAllAsTheyWere() throws Exception {
        flushing.countDown();
        room.release(100);
        var both = disk(new DiskDriver("2.0", 4096))
                .add(ChardevType.class, "wire", quiet, loud)
                .add(ObjectType.class, "die", firstDie, new DieType(Optional.empty()));

        assertEquals("/objects/d cannot be taken over: no dice today", refusal(both));

        print("abc");
        assertEquals("abc", shown(3));
        flush(1);
        assertEquals("1 OK", completed.take());
        assertEquals("1.0", flushed.take());
    }

    @Test
    void backEndsAreReplacedWithoutAMachineToo() throws Exception {
        bench.onLoop(bench.vm::destroy);
        flushing.countDown();
        var successors = disk(new DiskDriver("2.0", 4096)).add(ChardevType.class, "wire", quiet, loud);
        assertEquals(List.of("/chardevs/w", "block node b"), swap(successors).backends());
    }

    @Test
    void aDeviceAndItsBackEndAreReplacedTogether() throws Exception {
        room.release(100);
        var successors = wire(loud).add(DeviceType.class, "all", new Board(), new Board());
        var swapped = swap(successors);
        assertEquals(List.of("/machine/peripheral/all"), swapped.devices());
        assertEquals(List.of("/chardevs/w"), swapped.backends());
        print("abc");
        assertEquals("ABC", shown(3));
    }

    @Test
    void manySwapsUnderOutputLoseNothing() throws Exception {
        room.release(1 << 20);
        var versions = List.of(quiet, loud);
        for (int i = 0; i < 50; i++) {
            IntStream.range(0, 500).forEach(value -> line.transmit(value % 26 + 'a'));
            var successors =
                    new Successors().add(ChardevType.class, "wire", versions.get(i % 2), versions.get((i + 1) % 2));
            swap(successors);
        }
        for (int i = 0; i < 50 * 500; i++) {
            assertEquals(i % 500 % 26 + 'a', Character.toLowerCase(screen.take()));
        }
    }
}

package org.backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One swap after another: what the guest and the clients notice, and what stays. {@code -Dbackplane.swaps} is how many. */
@Timeout(3600)
class ManySwapsIT {
    private static final int SWAPS = Integer.getInteger("backplane.swaps", 30);

    /** What loads classes for itself in the first swaps. */
    private static final int WARM_UP = 10;

    /** Limits that a machine with much else to do keeps; the figures themselves are printed. */
    private static final double LONGEST_PAUSE_MICROS = 1_000_000;

    private static final double LONGEST_STALL_MICROS = 2_000_000;

    private static final int CLIENTS = 8;

    private static final Pattern CHANGE =
            Pattern.compile("\"event\": \"PHASE_CHANGED\", \"data\": \\{\"from\": \"(.*)\", \"to\": \"(.*)\"}");

    @TempDir
    private Path directory;

    private Path socket;
    private BackplaneProcess backplane;
    private QmpClient owner;

    @BeforeEach
    void start() throws Exception {
        socket = directory.resolve("qmp.sock");
        new RiscvProgram().say("ready\n").watchForGaps().writeTo(directory.resolve("program.bin"));
        backplane = BackplaneProcess.start(
                directory,
                "firmware.yaml",
                "firmware=program.bin",
                "--qmp",
                "unix:%s,server=on,wait=off".formatted(socket));
        owner = QmpClient.negotiated(socket);
        backplane.await("ready\n");
    }

    @AfterEach
    void end() throws Exception {
        owner.close();
        backplane.close();
    }

    private JsonObject update(Path jar) throws Exception {
        return (JsonObject) owner.run("bundle-update", "{\"file\": \"%s\"}".formatted(jar));
    }

    @Test
    void theGuestSeesAShortPause() throws Exception {
        var uart = new RebuiltBundle(directory.resolve("uart"), "device/uart16550");
        var gaps = new Latencies();
        var pauses = new Latencies();
        for (int i = 0; i < WARM_UP + SWAPS; i++) {
            longestGap();
            var update = update(uart.build("9.0." + i));
            assertEquals(
                    "[\"/machine/serial0\"]", update.getJsonArray("devices").toString());
            long gap = longestGap();
            if (i >= WARM_UP) {
                gaps.add(gap);
                pauses.add(update.getJsonNumber("pause").longValue());
            }
        }
        System.out.printf(
                "swaps of the UART: the longest gap that the guest sees: %s; the machine stands still: %s%n",
                gaps, pauses);
        assertTrue(gaps.micros(0.99) < LONGEST_PAUSE_MICROS, gaps::toString);
        assertEquals("", backplane.stderr());
    }

    /** The longest time between two looks of the guest at the clock, in nanoseconds, since it was last asked. */
    private long longestGap() throws Exception {
        int before = backplane.stdout().length();
        backplane.type(" ").await("\n");
        long gap = 0;
        for (char digit : backplane.stdout().substring(before, before + 8).toCharArray()) {
            gap = 16 * gap + digit - 'a';
        }
        return gap;
    }

    @Test
    void nothingOfTheOldBundlesStays() throws Exception {
        var bundles = List.of(
                new RebuiltBundle(directory.resolve("rtc"), "device/goldfishrtc"),
                new RebuiltBundle(directory.resolve("uart"), "device/uart16550"),
                new RebuiltBundle(directory.resolve("chardev"), "backend/chardev"),
                new RebuiltBundle(directory.resolve("qmp"), "transport/qmp"),
                new RebuiltBundle(directory.resolve("shell"), "transport/shell"));
        try (var jvm = Jvm.of(backplane.pid())) {
            swapAll(bundles, 0, WARM_UP);
            int bundlesBefore = bundles();
            var before = jvm.usage();
            swapAll(bundles, WARM_UP, WARM_UP + SWAPS);
            var after = jvm.usage();
            System.out.printf(
                    "%d swaps each of a device, the UART, its back end, QMP and the monitor: before %s, after %s%n",
                    SWAPS, before, after);
            assertEquals(bundlesBefore, bundles());
            assertTrue(after.classes < before.classes + 300, "classes stay");
            assertTrue(after.heap < before.heap + (8 << 20), "objects stay");
        }
        assertEquals("", backplane.stderr());
    }

    private void swapAll(List<RebuiltBundle> bundles, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            for (var bundle : bundles) {
                update(bundle.build("9.0." + i));
            }
        }
    }

    private int bundles() throws Exception {
        return owner.run("query-bundles").asJsonArray().size();
    }

    @Test
    void clientsOfQmpNoticeNothingButAShortWait() throws Exception {
        owner.run("machine-destroy");
        var qmp = new RebuiltBundle(directory.resolve("qmp"), "transport/qmp");
        var clients = new ArrayList<Listener>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Listener(socket));
        }
        var producer = new Producer(socket);
        for (int i = 0; i < SWAPS; i++) {
            update(qmp.build("9.0." + i));
        }
        var changes = producer.end();
        var waits = new Latencies();
        for (var client : clients) {
            assertEquals(changes, client.end());
            client.waits.addTo(waits);
        }
        System.out.printf(
                "%d swaps of QMP under %d clients, %d events each: %s%n", SWAPS, CLIENTS, changes.size(), waits);
        assertTrue(changes.size() > SWAPS, "too little happened");
        assertTrue(waits.micros(1) < LONGEST_STALL_MICROS, waits::toString);
        assertEquals("", backplane.stderr());
    }

    /** A client that asks all the time, and writes down the changes of phase that it is told. */
    private static final class Listener {
        private final RawClient client;
        private final Latencies waits = new Latencies();
        private final List<String> changes = new ArrayList<>();
        private final CompletableFuture<Void> work;
        private volatile boolean over;

        Listener(Path socket) throws IOException {
            client = RawClient.negotiated(socket, "{}");
            work = CompletableFuture.runAsync(this::run, Listener::start);
        }

        private static void start(Runnable work) {
            var thread = new Thread(work, "listener");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try (client) {
                int id = 0;
                do {
                    ask(++id);
                } while (!over);
                ask(++id); // what happened before is told by now
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void ask(int id) throws IOException {
            long start = System.nanoTime();
            client.write(ascii("{\"execute\": \"query-name\", \"id\": %d}\n".formatted(id)));
            var line = line();
            while (line.startsWith("{\"timestamp\"")) {
                var change = CHANGE.matcher(line);
                if (change.find()) {
                    changes.add(change.group(1) + ">" + change.group(2));
                }
                line = line();
            }
            waits.add(System.nanoTime() - start);
            assertEquals("{\"return\": {}, \"id\": %d}".formatted(id), line);
        }

        private String line() throws IOException {
            return new String(client.line(), StandardCharsets.US_ASCII);
        }

        /** The changes it was told. */
        List<String> end() {
            over = true;
            work.join();
            return changes;
        }
    }

    /** A client that makes and destroys machines; what comes of it is known. */
    private static final class Producer {
        private static final List<String> ROUND = List.of(
                "{\"execute\": \"machine-create\", \"arguments\": {\"type\": \"none\"}}\n",
                "{\"execute\": \"machine-destroy\"}\n");
        private static final List<String> CHANGES = List.of("no-machine>machine-created", "machine-created>no-machine");

        private final RawClient client;
        private final CompletableFuture<Integer> work;
        private volatile boolean over;

        Producer(Path socket) throws IOException {
            client = RawClient.negotiated(socket, "{\"events\": [\"SUSPEND_DISK\"]}");
            work = CompletableFuture.supplyAsync(this::run, Listener::start);
        }

        private int run() {
            try (client) {
                int rounds = 0;
                for (; !over; rounds++) {
                    for (var command : ROUND) {
                        client.write(ascii(command));
                        assertEquals("{\"return\": {}}", new String(client.line(), StandardCharsets.US_ASCII));
                    }
                }
                return rounds;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The changes of phase that there were. */
        List<String> end() {
            over = true;
            return IntStream.range(0, work.join())
                    .mapToObj(_ -> CHANGES)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What another process's JVM says of itself. */
    private record Jvm(JMXConnector connector) implements AutoCloseable {

        /** Its loaded classes, and the bytes of what is alive on its heap. */
        record Usage(int classes, long heap) {
            @Override
            public String toString() {
                return "%d classes and %d KiB".formatted(classes, heap >> 10);
            }
        }

        @SuppressWarnings("BanJNDI") // it is a process of the test's own that is asked
        static Jvm of(long pid) throws Exception {
            var machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return new Jvm(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        }

        /** After garbage was collected twice: classes go with the objects that were found dead before. */
        Usage usage() throws IOException {
            var memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            memory.gc();
            return new Usage(
                    bean(ManagementFactory.CLASS_LOADING_MXBEAN_NAME, ClassLoadingMXBean.class)
                            .getLoadedClassCount(),
                    memory.getHeapMemoryUsage().getUsed());
        }

        private <T> T bean(String name, Class<T> type) throws IOException {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            return ManagementFactory.newPlatformMXBeanProxy(connection, name, type);
        }

        @Override
        public void close() throws IOException {
            connector.close();
        }
    }
}

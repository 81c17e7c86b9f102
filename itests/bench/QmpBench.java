import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Measures a QMP server from outside: {@code itests/bench/qmp [--quick] [--no-long]}. */
public final class QmpBench {
    private static final byte[] STATUS = bytes("{\"execute\": \"query-status\"}\n");
    private static final int CLIENTS = 32;

    /** An endless loop: {@code j .}. It keeps a hart as busy as can be. */
    private static final byte[] SPIN = {0x6f, 0, 0, 0};

    private static int rounds = 20_000;

    /** A server that is measured. */
    private interface Server {
        /** The command that starts it, stopped, with as many sockets or clients as are wanted. */
        List<String> command(Path directory);

        Path socket(Path directory, int client);
    }

    private record Backplane(String program) implements Server {
        @Override
        public List<String> command(Path directory) {
            return List.of(
                    program,
                    "-S",
                    "-qmp",
                    "unix:" + socket(directory, 0),
                    "-machine",
                    "virt,memory=64M,cpus=%d,firmware=%s".formatted(cpus(), directory.resolve("spin")));
        }

        @Override
        public Path socket(Path directory, int client) {
            return directory.resolve("backplane.sock");
        }
    }

    /** It serves one client on each socket. */
    private record Qemu() implements Server {
        @Override
        public List<String> command(Path directory) {
            var command = new ArrayList<>(List.of(
                    "qemu-system-riscv64",
                    "-S",
                    "-display",
                    "none",
                    "-serial",
                    "null",
                    "-M",
                    "virt",
                    "-m",
                    "64M",
                    "-smp",
                    Integer.toString(cpus()),
                    "-bios",
                    directory.resolve("spin").toString()));
            for (int client = 0; client < CLIENTS; client++) {
                command.addAll(List.of("-qmp", "unix:%s,server=on,wait=off".formatted(socket(directory, client))));
            }
            return command;
        }

        @Override
        public Path socket(Path directory, int client) {
            return directory.resolve("qemu-%d.sock".formatted(client));
        }
    }

    private static int cpus() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** A client that waits for each reply. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

        Client(SocketChannel channel) {
            this.channel = channel;
            buffer.limit(0);
        }

        Client negotiate() throws IOException {
            line();
            ask(bytes("{\"execute\": \"qmp_capabilities\"}\n"));
            return this;
        }

        void write(byte[] message) throws IOException {
            var out = ByteBuffer.wrap(message);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** A reply without its text being kept; events are passed over. */
        void ask(byte[] message) throws IOException {
            write(message);
            while (skipLine()) {}
        }

        /** Reads a line; whether it was an event. */
        private boolean skipLine() throws IOException {
            int second = 0;
            for (int at = 0; ; at++) {
                int b = read();
                second = at == 2 ? b : second; // {"timestamp", {"return", {"error"
                if (b == '\n') {
                    if (second == 'e') {
                        throw new IOException("a command was refused");
                    }
                    return second == 't';
                }
            }
        }

        String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int b = read(); b != '\n'; b = read()) {
                line.write(b);
            }
            return line.toString(StandardCharsets.US_ASCII);
        }

        private int read() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    throw new IOException("the server hung up");
                }
                buffer.flip();
            }
            return buffer.get();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final Server server;
    private final Path directory;
    private final boolean measuresLong;
    private final Map<String, String> figures;

    private QmpBench(Server server, Path directory, boolean measuresLong, Map<String, String> figures) {
        this.server = server;
        this.directory = directory;
        this.measuresLong = measuresLong;
        this.figures = figures;
    }

    public static void main(String[] args) throws Exception {
        var words = List.of(args);
        if (words.contains("--quick")) {
            rounds = 2_000;
        }
        var directory = Files.createTempDirectory("qmp-bench");
        try {
            Files.write(directory.resolve("spin"), SPIN);
            var columns = new ArrayList<Map<String, String>>();
            var commands = new ArrayList<TreeSet<String>>();
            for (var server : List.of(new Backplane(words.get(0)), new Qemu())) {
                var figures = new TreeMap<String, String>();
                columns.add(figures);
                commands.add(new QmpBench(server, directory, !words.contains("--no-long"), figures).run());
            }
            print(columns);
            int all = commands.get(1).size();
            commands.get(1).removeAll(commands.get(0));
            System.out.printf("%nof QEMU's %d commands, %d are answered%n", all, all - commands.get(1).size());
        } finally {
            try (var files = Files.list(directory)) {
                for (var file : files.collect(Collectors.toList())) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void print(List<Map<String, String>> columns) {
        System.out.printf("%-52s %16s %16s%n", "", "Backplane", "QEMU");
        columns.get(0).forEach((name, value) -> System.out.printf(
                "%-52s %16s %16s%n", name.substring(3), value, columns.get(1).get(name)));
    }

    private TreeSet<String> run() throws Exception {
        var starts = new ArrayList<Double>();
        var firsts = new ArrayList<Double>();
        for (int i = 0; i < 5; i++) {
            measureStart(starts, firsts);
        }
        figure("01 start to greeting, median of 5 [s]", "%.3f", median(starts));
        figure("02 start to first reply, median of 5 [s]", "%.3f", median(firsts));
        var process = start();
        try (var client = connect(0).negotiate()) {
            measureOne("1 client", 10, client);
            measureMany("32 clients", 20);
            measureSchema(client);
            if (measuresLong) {
                measureLong(client);
            }
            client.ask(bytes("{\"execute\": \"cont\"}\n"));
            measureOne("1 client, all harts busy", 40, client);
            measureMany("32 clients, all harts busy", 50);
            return commands(client);
        } finally {
            process.destroyForcibly().waitFor();
            removeSockets();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(server.command(directory))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Tries until there is somebody. */
    private Client connect(int client) throws Exception {
        long limit = System.nanoTime() + 60_000_000_000L;
        while (true) {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(server.socket(directory, client)));
                return new Client(channel);
            } catch (IOException e) {
                channel.close();
                if (System.nanoTime() > limit) {
                    throw e;
                }
                Thread.sleep(1);
            }
        }
    }

    private void measureStart(List<Double> starts, List<Double> firsts) throws Exception {
        long start = System.nanoTime();
        var process = start();
        try (var client = connect(0)) {
            client.line();
            starts.add((System.nanoTime() - start) / 1e9);
            client.ask(bytes("{\"execute\": \"qmp_capabilities\"}\n"));
            client.ask(STATUS);
            firsts.add((System.nanoTime() - start) / 1e9);
        } finally {
            process.destroyForcibly().waitFor();
            removeSockets();
        }
    }

    private void removeSockets() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Files.deleteIfExists(server.socket(directory, i));
        }
    }

    private void measureOne(String what, int number, Client client) throws Exception {
        roundTrips(client, rounds); // warm-up
        long start = System.nanoTime();
        var times = roundTrips(client, rounds);
        figure(number + " query-status, %s [1/s]".formatted(what), "%.0f", rounds * 1e9 / (System.nanoTime() - start));
        Arrays.sort(times);
        figure(number + 1 + " query-status, %s, p50 [us]".formatted(what), "%.0f", times[rounds / 2] / 1e3);
        figure(number + 2 + " query-status, %s, p99 [us]".formatted(what), "%.0f", times[rounds * 99 / 100] / 1e3);
    }

    private static long[] roundTrips(Client client, int count) throws IOException {
        var times = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            client.ask(STATUS);
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    /** The first client is there already. All begin together, and each has as long as the others. */
    private void measureMany(String what, int number) throws Exception {
        var threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            var work = new ArrayList<Callable<long[]>>();
            for (int i = 1; i < CLIENTS; i++) {
                var client = connect(i).negotiate();
                work.add(() -> {
                    try (client) {
                        return timed(client, System.nanoTime() + 3_000_000_000L);
                    }
                });
            }
            var counts = new ArrayList<Integer>();
            var all = new ArrayList<long[]>();
            for (var times : threads.invokeAll(work)) {
                counts.add(times.get().length);
                all.add(times.get());
            }
            var times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            figure(number + " query-status, %s [1/s]".formatted(what), "%.0f", times.length / 3.0);
            figure(number + 1 + " query-status, %s, p50 [us]".formatted(what), "%.0f", times[times.length / 2] / 1e3);
            figure(number + 2 + " query-status, %s, p99 [us]".formatted(what), "%.0f", times[times.length * 99 / 100] / 1e3);
            double fair = counts.stream().max(Integer::compare).get() / (double) counts.stream().min(Integer::compare).get();
            figure(number + 3 + " query-status, %s, most served to least".formatted(what), "%.2f", fair);
        } finally {
            threads.shutdown();
        }
    }

    private static long[] timed(Client client, long end) throws IOException {
        var times = new long[1024];
        int count = 0;
        for (long now = System.nanoTime(); now < end; ) {
            client.ask(STATUS);
            long then = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = then - now;
            now = then;
        }
        return Arrays.copyOf(times, count);
    }

    private void measureSchema(Client client) throws IOException {
        var message = bytes("{\"execute\": \"query-qmp-schema\"}\n");
        var times = new ArrayList<Double>();
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            client.ask(message);
            times.add((System.nanoTime() - start) / 1e6);
        }
        figure("30 query-qmp-schema, median of 20 [ms]", "%.1f", median(times));
    }

    private void measureLong(Client client) throws IOException {
        var id = "x".repeat(8 << 20);
        long start = System.nanoTime();
        client.ask(bytes("{\"execute\": \"query-status\", \"id\": \"%s\"}\n".formatted(id)));
        figure("31 a message of 8 MiB and its echo [s]", "%.2f", (System.nanoTime() - start) / 1e9);
    }

    private static TreeSet<String> commands(Client client) throws IOException {
        client.write(bytes("{\"execute\": \"query-commands\"}\n"));
        var line = client.line();
        while (!line.startsWith("{\"return\"")) {
            line = client.line();
        }
        var names = new TreeSet<String>();
        var matcher = Pattern.compile("\"name\": \"([^\"]+)\"").matcher(line);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private void figure(String name, String format, double value) {
        figures.put(name, format.formatted(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

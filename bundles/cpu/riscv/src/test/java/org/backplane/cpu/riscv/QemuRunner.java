package org.backplane.cpu.riscv;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * QEMU's {@code virt} with a CPU that has what {@link BatchImage#ISA} has. A file is its memory, so what a batch leaves
 * is there to be read when the process has ended.
 */
record QemuRunner(Path directory) implements ImageRunner {
    private static final String PROGRAM = "qemu-system-riscv64";
    private static final String CPU = "rv64,h=off,sstc=off,zbc=off,Zihintpause=off,debug=off";
    private static final long LIMIT_SECONDS = 20;

    /** Behind the image is room for the device tree, which QEMU puts at the end of memory. */
    private static final long MORE_MEMORY = 32 << 20;

    private static final long MEBIBYTE = 1 << 20;

    /** Whether it is installed. */
    static boolean present() {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, PROGRAM))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public byte[] run(byte[] image) throws IOException, InterruptedException {
        var memory = Files.write(directory.resolve("memory"), image);
        long mebibytes = (image.length + MORE_MEMORY) / MEBIBYTE;
        try (var file = new RandomAccessFile(memory.toFile(), "rw")) {
            file.setLength(mebibytes * MEBIBYTE);
        }
        execute(List.of(
                PROGRAM,
                "-machine",
                "virt,memory-backend=memory",
                "-object",
                "memory-backend-file,id=memory,share=on,mem-path=%s,size=%dM".formatted(memory, mebibytes),
                "-m",
                mebibytes + "M",
                "-cpu",
                CPU,
                "-bios",
                "none",
                "-display",
                "none",
                "-monitor",
                "none",
                "-serial",
                "none"));
        try (var left = Files.newInputStream(memory)) {
            return left.readNBytes(image.length);
        }
    }

    private void execute(List<String> command) throws IOException, InterruptedException {
        var log = directory.resolve("qemu.log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            // one that does not end shows in what the memory says: a sequence that is not done
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                throw new IOException("%s: %s".formatted(PROGRAM, Files.readString(log)));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}

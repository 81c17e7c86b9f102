package org.backplane.firmware.sbi;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.backend.SerialLine;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.device.Power;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.BoardDevice;
import org.backplane.api.machine.BootPlan;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/** Two adjoining pieces of RAM at {@link #RAM}, a device at {@link #DEVICE}, a console and a power switch. */
final class FakeBoard implements Board, AddressSpace, Power, SerialLine {
    static final long RAM = 0x8000_0000L;
    static final int PIECE = 0x1000;
    static final long DEVICE = 0x1000_0000L;

    final List<Cpu> cpus = new ArrayList<>();
    final List<String> switched = new ArrayList<>();
    final Ram low = new Ram(Arena.ofAuto().allocate(PIECE));
    final Ram high = new Ram(Arena.ofAuto().allocate(PIECE));
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int consoleRoom = Integer.MAX_VALUE;

    private final List<Region> regions = List.of(
            new Region(RAM, PIECE, "low", Optional.of(low), true),
            new Region(RAM + PIECE, PIECE, "high", Optional.of(high), true),
            new Region(DEVICE, 0x100, "device", Optional.empty(), true));

    String printed() {
        return printed.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public List<Cpu> cpus() {
        return cpus;
    }

    @Override
    public AddressSpace memory() {
        return this;
    }

    @Override
    public SerialLine console() {
        return this;
    }

    @Override
    public Power power() {
        return this;
    }

    // ---- memory

    @Override
    public @Nullable Region region(long address) {
        return regions.stream()
                .filter(region -> region.contains(address))
                .findFirst()
                .orElse(null);
    }

    @Override
    public int generation() {
        return 0;
    }

    @Override
    public long read(long address, int bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long address, int bytes, long value) {
        throw new UnsupportedOperationException();
    }

    // ---- power

    @Override
    public void off(int exitCode) {
        switched.add("off " + exitCode);
    }

    @Override
    public void reset() {
        switched.add("reset");
    }

    @Override
    public void panicked() {
        switched.add("panicked");
    }

    // ---- console

    @Override
    public boolean transmit(int value) {
        if (printed.size() >= consoleRoom) {
            return false;
        }
        printed.write(value);
        return true;
    }

    @Override
    public void attach(Receiver receiver) {
        throw new AssertionError("the line's input belongs to the device on it");
    }

    @Override
    public void readyToReceive() {
        throw new AssertionError("the line's input belongs to the device on it");
    }

    // ---- what firmware does not ask for

    @Override
    public MachineSettings settings() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Machine machine() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void machine(Machine machine) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Ram ram(String name, long base, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Ram rom(String name, long base, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cpu cpu(String type, Map<String, Object> properties) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BoardDevice device(String id, String type, Map<String, Object> properties) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<BoardDevice> devices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> serial(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void image(String name, long address, ByteBuffer contents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void bootPlan(BootPlan plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unload() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }
}

package org.backplane.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.device.Dma;
import org.backplane.api.memory.Ram;
import org.jspecify.annotations.Nullable;

/** A block node in an array. Requests wait until the test completes them. */
public final class FakeBlockBackend implements BlockBackend {

    /** Learns how a request ended. */
    @FunctionalInterface
    interface Completion {
        void completed(long id, Status status);
    }

    private record Job(long id, Supplier<Status> work, Completion completion) {}

    private final byte[] contents;
    private final boolean readOnly;
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Job> waiting = new ArrayDeque<>();
    private @Nullable Dma memory;
    private @Nullable Completion completion;

    /** A writable node of zeroes. */
    public FakeBlockBackend(int size) {
        this(new byte[size], false);
    }

    /** A node that holds, and changes, the given array. */
    public FakeBlockBackend(byte[] contents, boolean readOnly) {
        this.contents = contents;
        this.readOnly = readOnly;
    }

    /** Where requests of the device that asks for the node now move data, and whom they tell. */
    void lend(Dma guestMemory, Completion told) {
        memory = guestMemory;
        completion = told;
    }

    /** All requests so far, in order, completed or not. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many requests are not completed yet. */
    public int waiting() {
        return waiting.size();
    }

    /** Does what the oldest waiting request asks, and tells the device how it went. */
    public void complete() {
        var job = waiting.remove();
        job.completion.completed(job.id, job.work.get());
    }

    /** Completes all that waits, and what is submitted meanwhile. */
    public void completeAll() {
        while (!waiting.isEmpty()) {
            complete();
        }
    }

    /** Ends the oldest waiting request without doing it. */
    public void fail(Status status) {
        var job = waiting.remove();
        job.completion.completed(job.id, status);
    }

    @Override
    public long size() {
        return contents.length;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public void submit(Request request) {
        var guestMemory = connected(memory);
        requests.add(request);
        waiting.add(new Job(request.id(), () -> perform(request, guestMemory), connected(completion)));
    }

    @Override
    public void load(Ram target) {
        if (target.size() > contents.length) {
            throw new IllegalArgumentException("device requires %d bytes, block backend provides %d bytes"
                    .formatted(target.size(), contents.length));
        }
        target.write(0, contents, 0, (int) target.size());
    }

    @Override
    public void store(long id, Ram source, long offset, int length) {
        waiting.add(new Job(id, () -> store(source, offset, length), connected(completion)));
    }

    private Status store(Ram source, long offset, int length) {
        if (readOnly) {
            return Status.UNSUPPORTED;
        }
        source.read(offset, contents, Math.toIntExact(offset), length);
        return Status.OK;
    }

    private static <T> T connected(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not connected: FakeSlot.connect(property, backend) comes first");
        }
        return part;
    }

    private Status perform(Request request, Dma guestMemory) {
        if (readOnly && request.operation() != Operation.READ && request.operation() != Operation.FLUSH) {
            return Status.UNSUPPORTED;
        }
        if (request.offset() < 0 || request.length() < 0 || request.length() > contents.length - request.offset()) {
            return Status.IO_ERROR;
        }
        return switch (request.operation()) {
            case READ, WRITE -> transfer(request, guestMemory);
            case FLUSH, DISCARD -> Status.OK;
            case WRITE_ZEROES -> zero((int) request.offset(), (int) request.length());
        };
    }

    private Status transfer(Request request, Dma guestMemory) {
        if (request.memory().stream().mapToLong(Extent::length).sum() != request.length()) {
            return Status.IO_ERROR;
        }
        int at = (int) request.offset();
        for (var extent : request.memory()) {
            boolean done = request.operation() == Operation.READ
                    ? guestMemory.write(extent.address(), contents, at, extent.length())
                    : guestMemory.read(extent.address(), contents, at, extent.length());
            if (!done) {
                return Status.IO_ERROR;
            }
            at += extent.length();
        }
        return Status.OK;
    }

    private Status zero(int from, int length) {
        Arrays.fill(contents, from, from + length, (byte) 0);
        return Status.OK;
    }
}

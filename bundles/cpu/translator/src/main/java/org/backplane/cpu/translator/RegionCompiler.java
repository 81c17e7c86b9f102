package org.backplane.cpu.translator;

import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Translates guest code on a thread of its own, and hands regions over only when HotSpot has compiled them: its
 * bytecode interpreter is far slower than an interpreter of guest code that is itself compiled. To get there, it calls
 * a new region with an address that is none of its entries, until such calls are fast.
 */
public final class RegionCompiler {
    /** Where no instruction is. */
    private static final long NOWHERE = 1;

    /** How many translations may be under way; HotSpot, which is behind, would not be done sooner with more. */
    static final int MOST_UNDER_WAY = 256;

    private static final long IDLE_SECONDS = 5;
    private static final long NAP_NANOS = 500_000;

    private final Lookup owner;
    private final HostMemory memory;
    private final GuestState blank;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    /** Requests that are not done; guarded by this. */
    private int underWay;

    /** Whether a thread takes care of the requests; guarded by this. */
    private boolean working;

    /** Whether it has failed, and is not asked again; guarded by this. */
    private boolean stopped;

    private record Request(
            GuestCode code,
            BooleanSupplier wanted,
            Consumer<Region> ready,
            @Nullable RegionTranslation event) {

        /** Tells Flight Recorder, which is loaded if somebody has ever recorded; its events take long to load. */
        static @Nullable RegionTranslation event(GuestCode code) {
            return FlightRecorder.isInitialized() ? RegionTranslation.begin(code) : null;
        }

        void emitted(int size, long nanos) {
            if (event != null) {
                event.emitted(size, nanos);
            }
        }

        void end(boolean succeeded) {
            if (event != null) {
                event.end(succeeded);
            }
        }
    }

    private record Pending(Request request, Region region, WarmUp warmUp) {}

    /**
     * A compiler for one kind of processor.
     *
     * @param owner the package whose methods {@link Step.Call}s name
     * @param state makes a state that regions may be tried on
     */
    public RegionCompiler(Lookup owner, Supplier<? extends GuestState> state) {
        this.owner = owner;
        memory = HostMemory.of(owner);
        blank = state.get();
    }

    /**
     * Asks for a translation. One that is not wanted any more is given up.
     *
     * @param wanted is asked now and then, on a thread of this compiler
     * @param ready gets the region when it is fast, on a thread of this compiler
     * @return whether it will be done; not so while there is too much to do
     */
    public synchronized boolean compile(GuestCode code, BooleanSupplier wanted, Consumer<Region> ready) {
        if (stopped || underWay >= MOST_UNDER_WAY) {
            return false;
        }
        underWay++;
        requests.add(new Request(code, wanted, ready, Request.event(code)));
        if (!working) {
            working = true;
            var thread = new Thread(this::work, "translator");
            thread.setDaemon(true);
            thread.start();
        }
        return true;
    }

    private void work() {
        var pending = new ArrayList<Pending>();
        try {
            while (gather(pending) || !retire()) {
                warm(pending);
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    /** Translates nothing any more: guests go on as they are. */
    private synchronized void stop() {
        stopped = true;
        requests.clear();
    }

    /** Begins what is asked for, and waits a while if there is nothing to do; tells whether there is. */
    private boolean gather(List<Pending> pending) throws InterruptedException {
        var request = pending.isEmpty() ? requests.poll(IDLE_SECONDS, TimeUnit.SECONDS) : requests.poll();
        for (; request != null; request = requests.poll()) {
            if (request.wanted().getAsBoolean()) {
                var region = translate(request);
                pending.add(new Pending(request, region, new WarmUp(region, blank, NOWHERE)));
            } else {
                done(request, false);
            }
        }
        return !pending.isEmpty();
    }

    private synchronized void done(Request request, boolean succeeded) {
        underWay--;
        request.end(succeeded);
    }

    /** Ends this thread's work if nobody has asked for any meanwhile. */
    private synchronized boolean retire() {
        working = !requests.isEmpty();
        return !working;
    }

    private void warm(List<Pending> pending) {
        boolean any = false;
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            var next = each.next();
            if (!next.request().wanted().getAsBoolean()) {
                each.remove();
                done(next.request(), false);
            } else if (next.warmUp().goOn()) {
                each.remove();
                done(next.request(), true);
                next.request().ready().accept(next.region());
                any = true;
            }
        }
        if (!any && !pending.isEmpty()) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private Region translate(Request request) {
        long begin = System.nanoTime();
        byte[] bytecode = emit(request.code());
        request.emitted(bytecode.length, System.nanoTime() - begin);
        return define(bytecode);
    }

    /** Translates at once; HotSpot has not compiled the region yet. */
    public Region translate(GuestCode code) {
        return define(emit(code));
    }

    private byte[] emit(GuestCode code) {
        return Emitter.emit(owner.lookupClass().getPackageName() + ".Region", code, memory.type());
    }

    private Region define(byte[] bytecode) {
        try {
            var type = owner.defineHiddenClassWithClassData(bytecode, memory.unsafe(), true);
            return (Region) type.findConstructor(type.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("the translator made a class that is none", e);
        }
    }
}

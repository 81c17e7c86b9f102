package org.backplane.device.plic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Range;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Irq;
import org.backplane.api.device.Registers;
import org.backplane.api.device.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * SiFive's platform-level interrupt controller. RISC-V PLIC specification 1.0.0. Its inputs are the sources, numbered
 * from 1; its outputs, one for each context, are {@code meip} or {@code seip} and the number of the hart.
 *
 * <p>All sources are levels. As the specification has it, and other than in QEMU: a request stays pending when its
 * source falls before it is claimed; a source still asserted at completion makes a new request; a threshold holds
 * back notifications, not claims; and only a context that has a source enabled completes it.
 */
public final class SifivePlic implements Device {
    static final int MAX_SOURCES = 1023;
    static final int MAX_CONTEXTS = 15872;
    static final int MAX_APERTURE = 0x400_0000;

    /** Which harts and sources it serves, and where its registers lie. */
    public record Properties(
            @Doc("Modes of each hart that have a context: MS,MS")
            String hartConfig,

            @Doc("Number of the first hart") @Default("0") @Range(min = 0, max = Integer.MAX_VALUE - MAX_CONTEXTS)
            int hartidBase,

            @Doc("How many sources it has, numbered from 1") @Default("96") @Range(min = 1, max = MAX_SOURCES)
            int numSources,

            @Doc("The greatest priority") @Default("7") @Range(min = 1, max = Integer.MAX_VALUE)
            int numPriorities,

            @Doc("Offset of the priority of source 1") @Default("4") @Range(min = 0, max = MAX_APERTURE)
            int priorityBase,

            @Doc("Offset of the pending bits") @Default("0x1000") @Range(min = 0, max = MAX_APERTURE)
            int pendingBase,

            @Doc("Offset of the enable bits of the first context")
            @Default("0x2000")
            @Range(min = 0, max = MAX_APERTURE)
            int enableBase,

            @Doc("Distance to the enable bits of the next context") @Default("0x80") @Range(min = 4, max = MAX_APERTURE)
            int enableStride,

            @Doc("Offset of the first context's threshold") @Default("0x200000") @Range(min = 0, max = MAX_APERTURE)
            int contextBase,

            @Doc("Distance to the next context's threshold") @Default("0x1000") @Range(min = 8, max = MAX_APERTURE)
            int contextStride,

            @Doc("Length of its window") @Default("0x600000") @Range(min = 4, max = MAX_APERTURE)
            int apertureSize) {

        /** The names of the outputs, in the order of the contexts. */
        private List<String> outputs() {
            var outputs = new ArrayList<String>();
            int hart = hartidBase;
            for (var modes : hartConfig.split(",", -1)) {
                if (modes.isEmpty()) {
                    throw badHartConfig();
                }
                for (int i = 0; i < modes.length(); i++) {
                    outputs.add(output(modes.charAt(i)) + hart);
                }
                hart++;
            }
            if (outputs.stream().distinct().count() < outputs.size() || outputs.size() > MAX_CONTEXTS) {
                throw badHartConfig();
            }
            return outputs;
        }

        private String output(char mode) {
            return switch (mode) {
                case 'M' -> "meip";
                case 'S' -> "seip";
                default -> throw badHartConfig();
            };
        }

        private IllegalArgumentException badHartConfig() {
            return new IllegalArgumentException(
                    "hart-config: expected M and S for each hart, as in MS,MS, instead of " + hartConfig);
        }

        private int words() {
            return numSources / Integer.SIZE + 1;
        }

        private void check() {
            long contexts = outputs().size();
            requireWords();
            require(priorityBase + 4L * numSources <= pendingBase, "pending-base is among the priorities");
            require(pendingBase + 4L * words() <= enableBase, "enable-base is among the pending bits");
            require(4 * words() <= enableStride, "enable-stride is too short for num-sources");
            require(enableBase + contexts * enableStride <= contextBase, "context-base is among the enable bits");
            require(
                    contextBase + contexts * contextStride <= apertureSize,
                    "aperture-size is too short for hart-config");
        }

        private void requireWords() {
            require(priorityBase % 4 == 0, "priority-base is not a multiple of 4");
            require(pendingBase % 4 == 0, "pending-base is not a multiple of 4");
            require(enableBase % 4 == 0, "enable-base is not a multiple of 4");
            require(enableStride % 4 == 0, "enable-stride is not a multiple of 4");
            require(contextBase % 4 == 0, "context-base is not a multiple of 4");
            require(contextStride % 4 == 0, "context-stride is not a multiple of 4");
            require(apertureSize % 4 == 0, "aperture-size is not a multiple of 4");
        }

        private static void require(boolean held, String complaint) {
            if (!held) {
                throw new IllegalArgumentException(complaint);
            }
        }
    }

    /** What the guest can see. A set of sources is a bit for each; source 0 is none. */
    public static final class State {
        int[] priorities = {}; // per source
        int[] asserted = {}; // set of sources
        int[] pending = {}; // set of sources
        int[] claimed = {}; // set of sources: claimed, not yet completed
        int[] enabled = {}; // per context, one after the other, a set of sources
        int[] thresholds = {}; // per context
    }

    /** Makes interrupt controllers. */
    @Component
    @DeviceName("riscv.sifive.plic")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            properties.check();
            int contexts = properties.outputs().size();
            var state = new State();
            state.priorities = new int[properties.numSources() + 1];
            state.asserted = new int[properties.words()];
            state.pending = new int[properties.words()];
            state.claimed = new int[properties.words()];
            state.enabled = new int[contexts * properties.words()];
            state.thresholds = new int[contexts];
            return state;
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new SifivePlic(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of(
                    "compatible",
                    List.of("sifive,plic-1.0.0", "riscv,plic0"),
                    "interrupt-controller",
                    true,
                    "#interrupt-cells",
                    1,
                    "#address-cells",
                    0,
                    "riscv,ndev",
                    properties.numSources());
        }
    }

    private final State state;
    private final int sources;
    private final int words;
    private final int maxPriority;
    private final List<Context> contexts = new ArrayList<>();

    SifivePlic(Properties properties, State state, Slot slot) {
        this.state = state;
        sources = properties.numSources();
        words = properties.words();
        maxPriority = properties.numPriorities();
        var registers = Registers.words(slot, properties.apertureSize())
                .array(
                        properties.priorityBase(),
                        "PRIORITY",
                        sources,
                        index -> state.priorities[(int) index + 1],
                        this::setPriority)
                .array(
                        properties.pendingBase(),
                        "PENDING",
                        words,
                        word -> state.pending[(int) word],
                        (_, _) -> slot.guestError("write to read-only PENDING"));
        for (var output : properties.outputs()) {
            var context = new Context(contexts.size(), slot.irq(output));
            contexts.add(context);
            context.declare(registers, properties);
        }
        slot.map(registers);
        updateIrqs();
    }

    /** Forgets everything but the levels of the sources, which others drive. */
    @Override
    public void reset() {
        Arrays.fill(state.priorities, 0);
        Arrays.fill(state.enabled, 0);
        Arrays.fill(state.thresholds, 0);
        Arrays.fill(state.claimed, 0);
        System.arraycopy(state.asserted, 0, state.pending, 0, words);
        updateIrqs();
    }

    @Override
    public void input(int source, boolean asserted) {
        if (source < 1 || source > sources) {
            throw new IllegalArgumentException("no source %d among %d".formatted(source, sources));
        }
        put(state.asserted, source, asserted);
        request(source);
        updateIrqs();
    }

    /** The gateway of a source: an asserted one has one request under way, until that is completed. */
    private void request(int source) {
        if (has(state.asserted, source) && !has(state.claimed, source)) {
            put(state.pending, source, true);
        }
    }

    private void setPriority(int index, long value) {
        state.priorities[index + 1] = priority(value, state.priorities[index + 1]);
        updateIrqs();
    }

    /** Where all bits below the greatest priority are implemented, others are ignored, else such values. */
    private int priority(long value, int old) {
        if ((maxPriority & (maxPriority + 1)) == 0) {
            return (int) value & maxPriority;
        }
        return value <= maxPriority ? (int) value : old;
    }

    private void updateIrqs() {
        for (var context : contexts) {
            context.updateIrq();
        }
    }

    private static boolean has(int[] set, int source) {
        return (set[source >>> 5] & (1 << source)) != 0;
    }

    private static void put(int[] set, int source, boolean in) {
        if (in) {
            set[source >>> 5] |= 1 << source;
        } else {
            set[source >>> 5] &= ~(1 << source);
        }
    }

    /** A hart in one of its modes: which sources interrupt it, and from which priority on. */
    private final class Context {
        private final int index;
        private final Irq irq;

        private Context(int index, Irq irq) {
            this.index = index;
            this.irq = irq;
        }

        private void declare(Registers registers, Properties properties) {
            long base = properties.contextBase() + (long) index * properties.contextStride();
            registers
                    .array(
                            properties.enableBase() + (long) index * properties.enableStride(),
                            "ENABLE" + index,
                            words,
                            this::enabled,
                            this::enable)
                    .readWrite(base, "THRESHOLD" + index, () -> state.thresholds[index], this::setThreshold)
                    .readWrite(base + 4, "CLAIM" + index, this::claim, this::complete, this::best);
        }

        private int enabled(long word) {
            return state.enabled[index * words + (int) word];
        }

        private void enable(int word, long value) {
            state.enabled[index * words + word] = (int) value & implemented(word);
            updateIrq();
        }

        private void setThreshold(long value) {
            state.thresholds[index] = priority(value, state.thresholds[index]);
            updateIrq();
        }

        private int claim() {
            int source = best();
            if (source != 0) {
                put(state.pending, source, false);
                put(state.claimed, source, true);
                updateIrqs();
            }
            return source;
        }

        private void complete(long value) {
            if (value < 1 || value > sources) {
                return;
            }
            int source = (int) value;
            boolean enabledHere = (enabled(source >>> 5) & (1 << source)) != 0;
            if (enabledHere && has(state.claimed, source)) {
                put(state.claimed, source, false);
                request(source);
                updateIrqs();
            }
        }

        private void updateIrq() {
            irq.set(state.priorities[best()] > state.thresholds[index]);
        }

        /** The pending source of the greatest priority, of those the one of the lowest number; 0 if there is none. */
        private int best() {
            int best = 0;
            for (int word = 0; word < words; word++) {
                int candidates = state.pending[word] & enabled(word);
                for (; candidates != 0; candidates &= candidates - 1) {
                    int source = word * Integer.SIZE + Integer.numberOfTrailingZeros(candidates);
                    if (state.priorities[source] > state.priorities[best]) {
                        best = source;
                    }
                }
            }
            return best;
        }
    }

    /** The sources of a word that there are. */
    private int implemented(int word) {
        int first = word == 0 ? -2 : -1;
        int beyond = sources + 1 - word * Integer.SIZE;
        return beyond >= Integer.SIZE ? first : first & ((1 << beyond) - 1);
    }
}

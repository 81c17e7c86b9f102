package org.backplane.cpu.riscv;

import java.util.EnumSet;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.Cpu;
import org.backplane.api.cpu.CpuName;
import org.backplane.api.cpu.CpuSocket;
import org.backplane.api.cpu.CpuType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** RV64GC with supervisor mode, each further extension as the user likes: QEMU's {@code rv64} by name and options. */
@Component
@CpuName("rv64")
public final class Rv64 implements CpuType<Rv64.Properties> {

    /** What a user may leave out, or ask for. */
    public record Properties(
            @Doc("Has address translation") @Default("true") boolean mmu,

            @Doc("Has physical memory protection") @Default("true")
            boolean pmp,

            @Doc("Translates with four levels of page tables too") @Default("true")
            boolean sv48,

            @Doc("Translates with five levels of page tables too") @Default("true")
            boolean sv57,

            @Doc("Has a timer of supervisor mode") @Default("true")
            boolean sstc,

            @Doc("Has instructions that generate addresses") @Default("true")
            boolean zba,

            @Doc("Has basic instructions for bits") @Default("true")
            boolean zbb,

            @Doc("Has instructions for single bits") @Default("true")
            boolean zbs,

            @Doc("Has conditional instructions") @Default("false")
            boolean zicond,

            @Doc("Translates what is executed often, which changes nothing but its speed") @Default("true")
            boolean translator) {

        Isa isa() {
            var extensions = EnumSet.noneOf(Extension.class);
            add(extensions, Extension.SV48, sv48 || sv57);
            add(extensions, Extension.SV57, sv57);
            add(extensions, Extension.SSTC, sstc);
            add(extensions, Extension.ZBA, zba);
            add(extensions, Extension.ZBB, zbb);
            add(extensions, Extension.ZBS, zbs);
            add(extensions, Extension.ZICOND, zicond);
            return new Isa(extensions, mmu, pmp);
        }

        private static void add(EnumSet<Extension> extensions, Extension extension, boolean present) {
            if (present) {
                extensions.add(extension);
            }
        }
    }

    private final HartGroups groups;

    @Activate
    public Rv64(@Reference HartGroups groups) {
        this.groups = groups;
    }

    @Override
    public Architecture architecture() {
        return Architecture.RISCV64;
    }

    @Override
    public Cpu create(Properties properties, CpuSocket socket) {
        var group = groups.of(socket.memory());
        return new RvHart(properties.isa(), socket, group, group.engine(properties.translator()));
    }
}

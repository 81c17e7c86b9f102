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

/** RV64GC with every extension there is. */
@Component
@CpuName("max")
public final class Max implements CpuType<Max.Properties> {

    /** No extension can be left out. */
    public record Properties(
            @Doc("Translates what is executed often, which changes nothing but its speed") @Default("true")
            boolean translator) {}

    private static final Isa EVERYTHING = new Isa(EnumSet.allOf(Extension.class), true, true);

    private final HartGroups groups;

    @Activate
    public Max(@Reference HartGroups groups) {
        this.groups = groups;
    }

    @Override
    public Architecture architecture() {
        return Architecture.RISCV64;
    }

    @Override
    public Cpu create(Properties properties, CpuSocket socket) {
        var group = groups.of(socket.memory());
        return new RvHart(EVERYTHING, socket, group, group.engine(properties.translator()));
    }
}

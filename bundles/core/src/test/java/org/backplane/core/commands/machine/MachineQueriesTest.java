package org.backplane.core.commands.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.backplane.api.cpu.Architecture;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.device.DeviceType;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.backplane.core.board.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MachineQueriesTest {
    final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void processorsAreShownWithTheirThreadsOnceTheMachineIsBuilt() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var cpus = (List<?>) bench.give(new QueryCpusFast(bench.vm));
        var cpu = (QueryCpusFast.CpuInfoFast) cpus.getFirst();
        assertEquals(1, cpus.size());
        assertEquals("/machine/cpu0", cpu.qomPath());
        assertEquals(Architecture.RISCV64, cpu.target());
        assertTrue(Files.exists(Path.of("/proc/self/task/" + cpu.threadId())), "it is a thread of this process");
    }

    private Object stats(Optional<List<QueryStats.StatsRequest>> asked, String... vcpus) {
        var paths = vcpus.length == 0 ? Optional.<List<String>>empty() : Optional.of(List.of(vcpus));
        var filter = new QueryStats.StatsFilter(QueryStats.StatsTarget.VCPU, asked, paths);
        return bench.give(new QueryStats(bench.vm), filter);
    }

    private static Optional<List<QueryStats.StatsRequest>> from(QueryStats.StatsProvider provider, String... names) {
        return Optional.of(List.of(new QueryStats.StatsRequest(provider, Optional.of(List.of(names)))));
    }

    @Test
    void whatProcessorsHaveCountedIsShownByProcessorProviderAndName() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var all = List.of(new QueryStats.StatsResult(
                QueryStats.StatsProvider.TRANSLATOR,
                Optional.of("/machine/cpu0"),
                List.of(new QueryStats.Stats("naps", 3))));

        assertEquals(all, stats(Optional.empty()));
        assertEquals(all, stats(Optional.empty(), "/machine/cpu0"));
        assertEquals(List.of(), stats(Optional.empty(), "/machine/cpu1"));
        assertEquals(all, stats(from(QueryStats.StatsProvider.TRANSLATOR, "naps", "dreams")));
        assertEquals(List.of(), stats(from(QueryStats.StatsProvider.TRANSLATOR, "dreams")));
        assertEquals(List.of(), stats(from(QueryStats.StatsProvider.KVM, "naps")));
    }

    @Test
    void nothingIsCountedForTheMachineAsAWhole() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var query = new QueryStats(bench.vm);
        var target = QueryStats.StatsTarget.VM;
        assertEquals(
                List.of(), bench.give(query, new QueryStats.StatsFilter(target, Optional.empty(), Optional.empty())));
        var wrong = new QueryStats.StatsFilter(target, Optional.empty(), Optional.of(List.of("/machine/cpu0")));
        assertEquals("Parameter 'vcpus' is unexpected", bench.refusal(query, wrong));
    }

    @Test
    void whatCanBeCountedIsDescribedByProvider() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var query = new QueryStatsSchemas(bench.vm);
        var naps = new QueryStatsSchemas.StatsSchemaValue("naps", QueryStatsSchemas.StatsType.CUMULATIVE, 0);
        var translator = QueryStats.StatsProvider.TRANSLATOR;
        var expected =
                List.of(new QueryStatsSchemas.StatsSchema(translator, QueryStats.StatsTarget.VCPU, List.of(naps)));

        assertEquals(expected, bench.give(query, new QueryStatsSchemas.Request(Optional.empty())));
        assertEquals(expected, bench.give(query, new QueryStatsSchemas.Request(Optional.of(translator))));
        var kvm = Optional.of(QueryStats.StatsProvider.KVM);
        assertEquals(List.of(), bench.give(query, new QueryStatsSchemas.Request(kvm)));
    }

    @Test
    void whatIsExecutedMostIsShownByProcessor() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        var block = new QueryHotBlocks.HotBlock(0, 0x8000_0000L, 0x8000_0000L, 1, HotCode.Engine.INTERPRETER, 5, 5);

        assertEquals(List.of(block, block), bench.give(new QueryHotBlocks(bench.vm), new QueryHotBlocks.Arguments(2)));
    }

    @Test
    void machineTypesAreShownBeforeThereIsAMachine() {
        var machines = (List<?>) bench.give(new QueryMachines(bench.catalog));
        var machine = (QueryMachines.MachineInfo) machines.getFirst();
        assertEquals("bench", machine.name());
        assertEquals(2, machine.cpuMax());
        assertEquals(Optional.of("idle-riscv-cpu"), machine.defaultCpuType());
        assertEquals(Optional.of("bench.ram"), machine.defaultRamId());
    }

    @Test
    void theTargetIsThatOfTheTypesUntilThereIsAProcessor() {
        var target = new QueryTarget(bench.vm, bench.catalog);
        assertEquals(new QueryTarget.TargetInfo(Architecture.RISCV64), bench.give(target));
        bench.machine(Phase.MACHINE_INITIALIZED);
        assertEquals(new QueryTarget.TargetInfo(Architecture.RISCV64), bench.give(target));
    }

    @Test
    void memoryIsWhatTheMachineWasBuiltWith() {
        bench.machine(Phase.MACHINE_INITIALIZED);
        assertEquals(
                new QueryMemorySizeSummary.MemoryInfo(0x10000, Optional.empty()),
                bench.give(new QueryMemorySizeSummary(bench.vm)));
    }

    @Test
    void aNameAndAUuidAreTakenBack() {
        var identity = new Identity();
        var uuid = "01234567-89ab-cdef-0123-456789abcdef";
        bench.give(new NameSet(identity), new NameSet.Arguments("box"));
        bench.give(new UuidSet(identity), new UuidSet.Arguments(uuid));
        assertEquals(new QueryName.NameInfo(Optional.of("box")), bench.give(new QueryName(identity)));
        assertEquals(new QueryUuid.UuidInfo(uuid), bench.give(new QueryUuid(identity)));
        bench.call.takeBack();
        assertEquals(new QueryName.NameInfo(Optional.empty()), bench.give(new QueryName(identity)));
        assertEquals(
                new QueryUuid.UuidInfo("00000000-0000-0000-0000-000000000000"), bench.give(new QueryUuid(identity)));
    }

    @Test
    void aUuidIsWrittenOut() {
        assertEquals(
                "failed to parse UUID string: wrong format",
                bench.refusal(new UuidSet(new Identity()), new UuidSet.Arguments("1-2-3-4-5")));
    }

    @Test
    void aTpmIsOfferedWhereThereIsADeviceForIt() {
        var models = new QueryTpmModels(bench.catalog);
        assertEquals(List.of(), bench.give(models));
        bench.registry.register(DeviceType.class, "backplane.device.name", "tpm-tis-device", Bench.gadget());
        assertEquals(List.of(QueryTpmModels.TpmModel.TPM_TIS), bench.give(models));
    }
}

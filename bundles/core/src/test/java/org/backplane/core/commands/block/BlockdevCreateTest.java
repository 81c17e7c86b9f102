package org.backplane.core.commands.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.backend.BlockCreator;
import org.backplane.api.job.Work;
import org.backplane.core.Bench;
import org.backplane.core.job.JobList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockdevCreateTest {
    private static final class ZeroesCreator implements BlockCreator<Bench.DiceProperties> {
        @Override
        public void create(Bench.DiceProperties options, Work.Progress progress) throws IOException {
            throw new IOException("not with %d sides".formatted(options.sides()));
        }
    }

    final Bench bench = new Bench();
    final JobList jobs = new JobList(bench.loop);
    final BlockdevCreate create = new BlockdevCreate(jobs, bench.catalog);

    @AfterEach
    void close() {
        bench.close();
    }

    private static BlockdevCreate.Arguments image(String driver) {
        return new BlockdevCreate.Arguments(
                "j", new BlockdevCreate.BlockdevCreateOptions(driver, Map.of("sides", 3L, "word", "")));
    }

    @Test
    void anImageIsMadeByAJob() throws Exception {
        bench.registry.register(BlockCreator.class, "backplane.block.driver.name", "zeroes", new ZeroesCreator());
        bench.give(create, image("zeroes"));
        while (!"concluded".equals(bench.await("JOB_STATUS_CHANGE").data().get("status"))) {}
        var job = bench.loop.call(jobs::infos).getFirst();
        assertEquals(Optional.of("not with 3 sides"), job.error());
    }

    @Test
    void aDriverThatMakesNoneSaysSo() {
        assertEquals(
                "Driver 'zeroes' does not support blockdev-create; there is none",
                bench.refusal(create, image("zeroes")));
    }
}

package org.backplane.core.commands.block;

import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.backend.BlockCreator;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Request.Form;
import org.backplane.api.job.JobType;
import org.backplane.api.job.Jobs;
import org.backplane.api.job.Work;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes an image; a job, since that may take long. */
@Component
@CommandName("blockdev-create")
@Doc("Makes an image; a job, since that may take long.")
public final class BlockdevCreate implements Command<BlockdevCreate.Arguments, Command.Done> {
    public record Arguments(
            @Doc("Name of the new job") String jobId,
            @Doc("What to make") BlockdevCreateOptions options) {}

    public record BlockdevCreateOptions(
            @Doc("Block driver of the image") String driver,

            @Doc("What that driver can be told of a new image")
            @Rest
            @VariantsOf(value = BlockCreator.class, tag = "driver")
            Map<String, Object> properties) {}

    private final Jobs jobs;
    private final Catalog catalog;

    @Activate
    public BlockdevCreate(@Reference Jobs jobs, @Reference Catalog catalog) {
        this.jobs = jobs;
        this.catalog = catalog;
    }

    @Override
    public Command.Done run(BlockdevCreate.Arguments arguments, Call call) {
        var driver = arguments.options.driver;
        var work = catalog.with(BlockCreator.class, driver, found -> work(found, arguments.options));
        jobs.start(arguments.jobId, JobType.CREATE, work);
        return Done.DONE;
    }

    @SuppressWarnings("unchecked") // the record is made for this very creator
    private <P extends Record> Work work(BlockCreator<?> found, BlockdevCreateOptions options) {
        var type = catalog.properties(BlockCreator.class, options.driver);
        var record = (P) catalog.bind(type, options.properties, Form.TYPED);
        return progress -> ((BlockCreator<P>) found).create(record, progress);
    }
}

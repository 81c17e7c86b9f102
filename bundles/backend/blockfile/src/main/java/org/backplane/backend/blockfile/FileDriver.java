package org.backplane.backend.blockfile;

import java.io.IOException;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.backend.BlockCreator;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.backend.BlockDriverName;
import org.backplane.api.backend.BlockStore;
import org.backplane.api.backend.Handover;
import org.backplane.api.job.Work;
import org.osgi.service.component.annotations.Component;

/** A file of the host, byte for byte; or a block device. */
@Component
@BlockDriverName("file")
@Doc("A file of the host, byte for byte; or a block device.")
public final class FileDriver implements BlockDriver<FileDriver.Properties>, BlockCreator<NewFile.Options> {

    public record Properties(
            @Doc("The file") String filename,

            @Doc("Whether it is locked against other users, QEMU among them") @Default("auto")
            FileOptions.Locking locking,

            @Doc("Whether storage that the guest discards is given back to the host") @Default("ignore")
            FileOptions.Discard discard) {}

    @Override
    public BlockStore open(Properties properties, boolean readOnly) throws IOException {
        return FileStore.open(new FileOptions(properties.filename, properties.locking, properties.discard), readOnly);
    }

    @Override
    public BlockStore takeOver(Properties properties, boolean readOnly, Handover from) {
        return FileStore.takeOver(
                new FileOptions(properties.filename, properties.locking, properties.discard), readOnly, from);
    }

    @Override
    public void create(NewFile.Options options, Work.Progress progress) throws IOException {
        new NewFile(options, progress).make();
    }
}

package org.backplane.api.job;

import org.backplane.api.Name;

/** What a job does; named as QEMU names them. */
@Name("JobType")
public enum JobType {
    COMMIT,
    STREAM,
    MIRROR,
    BACKUP,
    CREATE,
    AMEND,
    SNAPSHOT_LOAD,
    SNAPSHOT_SAVE,
    SNAPSHOT_DELETE
}

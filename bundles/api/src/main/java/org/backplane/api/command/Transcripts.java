package org.backplane.api.command;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Writes commands down, so that the transport that reads that language can be given them again. */
@ProviderType
public interface Transcripts {

    /** What commands can be written in. */
    enum Language {
        /** A configuration file. */
        CONFIG,
        /** A message of QMP on each line. */
        QMP,
        /** A command line, for a shell. */
        CLI
    }

    /**
     * The text of some commands.
     *
     * @param commands what to write; all their scalars are typed
     * @param lastWords what a command line ends with; the other languages have no such thing
     * @throws CommandException if that language has no words for a command, or a secret would have to be written
     */
    String write(List<Request> commands, Language language, List<String> lastWords);
}

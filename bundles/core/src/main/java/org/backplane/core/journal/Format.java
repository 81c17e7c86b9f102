package org.backplane.core.journal;

/** The languages in which commands can be written down. */
public enum Format {
    /** A configuration file. */
    CONFIG,
    /** A message of QMP on each line. */
    QMP,
    /** A command line, for a shell. */
    CLI
}

package io.pngx.controller.app;

/** Lists the exit codes of the process. */
public final class ExitCodes {
    public static final int DONE = 0;
    /** The command did its work, found a problem and printed it. */
    public static final int PROBLEM_FOUND = 1;
    /** The command line, a setting, a port or the database prevents the start. */
    public static final int NOT_STARTED = 2;

    public static final int UNEXPECTED_ERROR = 3;

    private ExitCodes() {}
}

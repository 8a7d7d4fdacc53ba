package io.pngx.controller.pipeline;

import java.sql.SQLException;

/** No space is left for the database, or for files in transit. */
final class DiskFull {
    /** For a person. */
    static final String TEXT = "The disk of the controller is full, so that nothing can be recorded any more. Everything stops, and goes on by itself "
            + "with the next cycle once there is space; free some on the volume of the database.";

    /** As the system says it. */
    static final String NO_SPACE = "No space left on device";

    private static final int SQLITE_FULL = 13;
    private static final int CODE = 0xff; // of an extended code

    private DiskFull() {
    }

    /** Is that what it comes from? */
    static boolean isIn(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            boolean database = e instanceof SQLException sql && (sql.getErrorCode() & CODE) == SQLITE_FULL;
            boolean file = e instanceof java.io.IOException && String.valueOf(e.getMessage()).contains(NO_SPACE);
            if (database || file) {
                return true;
            }
        }
        return false;
    }
}

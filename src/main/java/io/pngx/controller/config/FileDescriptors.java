package io.pngx.controller.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The files and connections that this process may have open at once. */
public final class FileDescriptors {
    /** An idle controller has some 150 open. */
    private static final long FEWEST = 256;

    private FileDescriptors() {}

    /** @throws SettingsException if the limit is too low for a start */
    public static void requireEnough() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < FEWEST) {
            throw new SettingsException(
                    "This process may have " + system.getMaxFileDescriptorCount() + " files open at once, and at least "
                            + FEWEST
                            + " are needed; raise the limit (ulimit -n, LimitNOFILE in a unit of systemd, --ulimit"
                            + " nofile of Docker) to 1024 or more.");
        }
    }
}

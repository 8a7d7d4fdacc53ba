package io.pngx.controller.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Checks how many files and connections the process may have open at once. */
public final class FileDescriptors {
    /** An idle controller has about 150 open. */
    private static final long MINIMUM = 256;

    private FileDescriptors() {}

    /** @throws SettingsException if the limit is too low for a start */
    public static void requireEnough() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < MINIMUM) {
            throw new SettingsException(
                    "This process may have " + system.getMaxFileDescriptorCount() + " files open at once, and at least "
                            + MINIMUM
                            + " are needed; raise the limit (ulimit -n, LimitNOFILE in a unit of systemd, --ulimit"
                            + " nofile of Docker) to 1024 or more.");
        }
    }
}

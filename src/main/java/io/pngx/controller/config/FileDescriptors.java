package io.pngx.controller.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Checks how many files and connections the process may have open at the same time. */
public final class FileDescriptors {
    /** Minimum limit with which the controller starts. An idle controller has about 150 files open. */
    private static final long MINIMUM = 256;

    private FileDescriptors() {}

    /** @throws SettingsException if the limit of the process is below the minimum */
    public static void requireEnough() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < MINIMUM) {
            throw new SettingsException(
                    "This process may open " + system.getMaxFileDescriptorCount() + " files at the same time, but "
                            + "at least "
                            + MINIMUM
                            + " are needed. Raise the limit (ulimit -n, LimitNOFILE in a unit of systemd, --ulimit "
                            + "nofile of Docker) to at least 1024.");
        }
    }
}

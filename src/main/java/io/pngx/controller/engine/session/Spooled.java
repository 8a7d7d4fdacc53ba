package io.pngx.controller.engine.session;

import java.nio.file.Path;

/**
 * Describes a downloaded original. The intent of the upload contains both checksums.
 *
 * @param path the file on disk; null if the original is in memory
 * @param bytes the original in memory; null if it is on disk
 * @param size size of the original in bytes
 */
public record Spooled(Path path, byte[] bytes, long size, String md5, String sha256) {
    /** @return whether the original is in memory */
    public boolean isInMemory() {
        return bytes != null;
    }
}

package io.pngx.controller.engine.session;

import java.nio.file.Path;

/** Describes a downloaded original on disk. The intent of the upload contains both checksums. */
public record Spooled(Path path, long size, String md5, String sha256) {}

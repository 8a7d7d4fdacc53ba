package io.pngx.controller.engine.session;

import java.nio.file.Path;

/** An original on its way: on disk, with its checksums, so that the intent to upload it can name them. */
public record Spooled(Path path, long size, String md5, String sha256) {}

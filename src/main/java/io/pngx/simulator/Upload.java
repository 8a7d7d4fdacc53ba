package io.pngx.simulator;

/** One file part of a multipart request. */
record Upload(String name, String fileName, Blob blob) {}

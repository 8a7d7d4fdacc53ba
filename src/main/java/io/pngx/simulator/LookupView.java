package io.pngx.simulator;

/** A tag, correspondent, document type or storage path, for assertions. */
public record LookupView(
        int id,
        LookupKind kind,
        String name,
        Integer owner,
        String match,
        int matchingAlgorithm,
        boolean insensitive,
        String color,
        boolean inbox,
        Integer parent,
        String path) {}

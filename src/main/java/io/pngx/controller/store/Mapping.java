package io.pngx.controller.store;

import java.time.Instant;

/**
 * Master document and replica document.
 *
 * @param fileChecksum SHA-256 of the original
 * @param fingerprint  of the target that was last read back as equal; null: it never was
 * @param seen         digest of the master's document when it was last compared
 * @param added        when the master took the document in; null: not known yet
 * @param title        of the master's document when it was last compared
 * @param adopted      the replica held it before us
 * @param replicaAdded when the replica took its copy in; null: not known yet
 * @param hasOwner     is it to have an owner? null: it was not compared since that is kept
 * @param numberTaken  its archive serial number, which a document that is not ours keeps on the replica; null: it has what it should
 * @param contestedAt  when it was set twice and did not stay; null: it stays
 */
public record Mapping(
        long replicaId,
        long masterId,
        long replicaDocId,
        String fileChecksum,
        String fingerprint,
        String seen,
        Instant contestedAt,
        Instant syncedAt,
        Instant added,
        String title,
        boolean adopted,
        Instant replicaAdded,
        Boolean hasOwner,
        Long numberTaken) {}

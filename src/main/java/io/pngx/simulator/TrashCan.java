package io.pngx.simulator;

import java.util.List;
import java.util.Objects;

/** Deletes, restores and purges rows (paperless-api.md §10). */
final class TrashCan {
    private final Instance instance;

    TrashCan(Instance instance) {
        this.instance = instance;
    }

    /**
     * Deletes a document as one DELETE does. The versions are deleted in the same transaction, so that they are
     * restored with their root.
     */
    void delete(DocumentRow root) {
        int transaction = instance.nextTransaction();
        instance.versions(root).forEach(row -> delete(row, transaction));
    }

    /**
     * Deletes a document as a bulk delete does. Each row has its own transaction, so that the root is restored alone.
     */
    void deleteSeparately(DocumentRow root) {
        instance.versions(root).forEach(row -> delete(row, instance.nextTransaction()));
    }

    void deleteVersion(DocumentRow version) {
        delete(version, instance.nextTransaction());
    }

    private void delete(DocumentRow row, int transaction) {
        row.deletedAt = instance.clock.now();
        row.deletedIn = transaction;
    }

    void restore(DocumentRow row) {
        Integer transaction = row.deletedIn;
        for (DocumentRow other : List.copyOf(instance.documents.values())) {
            boolean together =
                    transaction != null && transaction.equals(other.deletedIn) && Objects.equals(other.root, row.id);
            if (other == row || together) {
                other.deletedAt = null;
                other.deletedIn = null;
                instance.bump(other);
            }
        }
    }

    void purge(DocumentRow row) {
        if (instance.documents.remove(row.id) == null) {
            return;
        }
        row.file.delete();
        if (row.archive != null) {
            row.archive.delete();
        }
        List.copyOf(instance.documents.values()).stream()
                .filter(other -> Objects.equals(other.root, row.id))
                .forEach(this::purge);
    }
}

package io.pngx.simulator;

import java.util.List;
import java.util.Objects;

/** What deleting, restoring and purging do to the rows (paperless-api.md §10). */
final class TrashCan {
    private final Instance instance;

    TrashCan(Instance instance) {
        this.instance = instance;
    }

    /** One DELETE: the versions go in the same transaction, so that they come back with their root. */
    void delete(DocumentRow root) {
        int transaction = instance.nextTransaction();
        instance.versions(root).forEach(row -> delete(row, transaction));
    }

    /** A bulk delete gives each row a transaction of its own: the root comes back alone. */
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

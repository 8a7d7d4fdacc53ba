package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.text.Text;

/** Tracks the archive serial number in the write of one copy. Another document of the replica may have the number. */
public final class SerialNumberWrite {
    private static final String KEY = "archive_serial_number";

    private final DocumentWrite write;
    private Long missingNumber;
    private Text taken;
    private TrashSearch trashSearch;
    private Long holder;

    SerialNumberWrite(DocumentWrite write) {
        this.write = write;
    }

    /** @return the archive serial number of the target; null: none */
    public Long getNumber() {
        return write.target().archiveSerialNumber();
    }

    /** @return whether the patch sets an archive serial number, which another document may have */
    public boolean isWanted() {
        return write.patch().hasNonNull(KEY);
    }

    /** @return the search of the trash for the holder of the number; null before the search begins */
    public TrashSearch getTrashSearch() {
        return trashSearch;
    }

    /** @return true at the first call, and false at each further call, because a run searches the trash only once */
    boolean startTrashSearch() {
        if (trashSearch != null) {
            return false;
        }
        trashSearch = new TrashSearch(getNumber());
        return true;
    }

    /** @return the id of the copy that must release the number; null if there is none */
    public Long getHolder() {
        return holder;
    }

    void setHolder(Long copy) {
        holder = copy;
    }

    /** Omits the number, because a foreign document keeps it. The other values are written. */
    void omit(Text why) {
        taken = why;
        omitTaken(write.patch());
    }

    /** Removes the number from a patch if a foreign document keeps it. */
    void omitTaken(ObjectNode patch) {
        if (taken != null) {
            patch.remove(KEY);
        }
    }

    /** @return why the number is omitted; null if the number is written */
    Text whyOmitted() {
        return taken;
    }

    /** @param number the number that the copy already lacked before this run; null if none */
    void setMissingNumber(Long number) {
        missingNumber = number;
    }

    /** @return whether this run found that a foreign document keeps the number */
    boolean isNewlyTaken() {
        return taken != null && !getNumber().equals(missingNumber);
    }
}

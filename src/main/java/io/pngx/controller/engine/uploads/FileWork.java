package io.pngx.controller.engine.uploads;

import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.sync.FileStep;
import io.pngx.controller.text.Text;
import java.util.List;

/** Holds the files of one copy on a v3 replica, and the next step to make the files equal to the master's. */
public final class FileWork {
    private final Mapping mapping;
    private final List<Version> master;
    private FileStep step;
    private boolean inTrash;
    private boolean changed;

    /** @param master the master's files, oldest first */
    FileWork(Mapping mapping, List<Version> master) {
        this.mapping = mapping;
        this.master = master;
    }

    Mapping mapping() {
        return mapping;
    }

    List<Version> master() {
        return master;
    }

    public FileStep getStep() {
        return step;
    }

    /**
     * @throws PaperlessException if the last step had no effect. Otherwise, the route would repeat the step for ever
     */
    void next(FileStep next) {
        if (next.equals(step)) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    Text.of(
                            "accepted a change of file {0} of document {1}, but still shows the file without the"
                                    + " change.",
                            String.valueOf(step.own().replicaVersion()), String.valueOf(mapping.replicaDocId())));
        }
        step = next;
    }

    /** @return whether the next step is a change without an upload */
    public boolean isWithoutUpload() {
        return step.action() != FileStep.Action.NONE && step.action() != FileStep.Action.UPLOAD;
    }

    /** @return whether the file of the step is in the replica's trash */
    public boolean isInTrash() {
        return inTrash;
    }

    void setInTrash(boolean found) {
        inTrash = found;
    }

    /** Records that a version of the copy was labelled, restored or deleted. */
    void setChanged() {
        changed = true;
    }

    boolean isChanged() {
        return changed;
    }

    /** @return the id of the copy */
    public long getDocument() {
        return mapping.replicaDocId();
    }

    /** @return the id of the replica's version that the step changes */
    public long getFile() {
        return step.own().replicaVersion();
    }

    /** @return the JSON body that sets the label */
    public String getLabel() {
        return Json.MAPPER
                .createObjectNode()
                .put("version_label", step.master().versionLabel())
                .toString();
    }
}

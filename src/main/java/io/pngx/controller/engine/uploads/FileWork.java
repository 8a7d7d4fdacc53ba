package io.pngx.controller.engine.uploads;

import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.sync.FileStep;
import java.util.List;

/** The files of one copy on a v3 replica during the work on them, with the next step. */
public final class FileWork {
    private final Mapping mapping;
    private final List<Version> master;
    private FileStep step;
    private boolean inTrash;

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

    /** @throws PaperlessException where the last step had no effect: a loop would repeat it for ever */
    void next(FileStep next) {
        if (next.equals(step)) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    null,
                    "shows file " + step.own().replicaVersion() + " of document " + mapping.replicaDocId()
                            + " as before, although it accepted the change.");
        }
        step = next;
    }

    /** @return whether the next step is a change without an upload */
    public boolean isWithoutUpload() {
        return step.action() != FileStep.Action.NONE && step.action() != FileStep.Action.UPLOAD;
    }

    /** @return whether the trash of the replica has the file of the step */
    public boolean isInTrash() {
        return inTrash;
    }

    void setInTrash(boolean found) {
        inTrash = found;
    }

    /** Id of the copy. */
    public long getDocument() {
        return mapping.replicaDocId();
    }

    /** Id of the version on the replica that the step changes. */
    public long getFile() {
        return step.own().replicaVersion();
    }

    /** The body that sets the label, as JSON. */
    public String getLabel() {
        return Json.MAPPER
                .createObjectNode()
                .put("version_label", step.master().versionLabel())
                .toString();
    }
}

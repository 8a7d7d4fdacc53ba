package io.pngx.controller.engine.uploads;

import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.sync.FileStep;
import java.util.List;

/** The files of one copy on a v3 replica while they are brought in line: what is to be done next. */
public final class FileWork {
    private final Mapping mapping;
    private final List<Version> master;
    private FileStep step;

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

    /** @throws PaperlessException where the last step had no effect: it would be repeated for ever */
    void next(FileStep next) {
        if (next.equals(step)) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    null,
                    "shows file " + step.ours().replicaVersion() + " of document " + mapping.replicaDocId()
                            + " as before, although it took the change.");
        }
        step = next;
    }

    /** Something that needs no upload. */
    public boolean isWithoutUpload() {
        return step.action() != FileStep.Action.NONE && step.action() != FileStep.Action.UPLOAD;
    }

    /** The copy. */
    public long getDocument() {
        return mapping.replicaDocId();
    }

    /** The replica's file in hand. */
    public long getFile() {
        return step.ours().replicaVersion();
    }

    /** The label to set, as JSON. */
    public String getLabel() {
        return Json.MAPPER
                .createObjectNode()
                .put("version_label", step.master().versionLabel())
                .toString();
    }
}

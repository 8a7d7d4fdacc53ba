package io.pngx.controller.engine.drill;

import io.pngx.controller.text.Text;

/** Checks one part of a document: details, original, thumbnail, preview or search. */
public final class PartStep extends DrillStep {
    private final DrilledDocument document;
    private boolean masterHasWord;

    PartStep(DrilledDocument document, Kind part) {
        super(document.drill(), part);
        this.document = document;
    }

    DrilledDocument document() {
        return document;
    }

    @Override
    public Long masterId() {
        return document.masterId();
    }

    public long getReplicaDocId() {
        return document.choice().replicaDocId();
    }

    /** @return the word to search for. The word has only letters, so Camel can encode it in an address */
    public String getWord() {
        return document.word();
    }

    /** @return whether to ask the master: the search did not find the copy, and the master did not fail before */
    public boolean isMasterToAsk() {
        return document.isNotFound() && drill().masterFailure() == null && !drill().isStopped();
    }

    void recordTextOfMaster(String text) {
        masterHasWord = text != null && text.contains(getWord());
    }

    /** @return whether the master's text has the word, so that the search of the master must find the document */
    public boolean isMasterToSearch() {
        return masterHasWord;
    }

    /** @return the fields of a copy that a drill reads */
    public String getFields() {
        return "id,content,tags,correspondent,custom_fields,created,modified,versions";
    }

    @Override
    void failed(Text why) {
        document.failed(getKind(), Text.of("{0^}: {1}", Text.of(getKind().word()), why));
    }
}

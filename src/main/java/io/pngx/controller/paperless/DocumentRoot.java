package io.pngx.controller.paperless;

/**
 * Answer of {@code GET /api/documents/{id}/root/} of 3.x: the document to which an id belongs. Only this answer
 * distinguishes a version from a document in the trash: of both, the document answers 404, and the file 200
 * (paperless-api.md §4).
 */
public record DocumentRoot(Long rootId) {
    public DocumentRoot {
        Shape.require(rootId != null && rootId > 0, "the id of a root document");
    }

    /** @return whether {@code id} is the id of a version of another document */
    public boolean isOfVersion(long id) {
        return rootId != id;
    }
}

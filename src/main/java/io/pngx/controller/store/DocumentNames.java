package io.pngx.controller.store;

/**
 * SQL expressions that name a document the same everywhere: its title, if the document was compared on any replica, and
 * else the name of its file. A document that never arrived on one replica may have its title from another.
 */
final class DocumentNames {
    /** Title of the document {@code ID} at the newest comparison on any replica; null: it was never compared. */
    private static final String TITLE = """
            coalesce((select n.title from sync_map n where n.master_id = ID and n.title is not null
                order by n.synced_at desc limit 1),
              (select n.title from replicas r cross join adoptions n on n.replica_id = r.id and n.master_id = ID
                where n.title is not null limit 1),
              (select n.title from replicas r cross join unselected n on n.replica_id = r.id and n.master_id = ID
                where n.title is not null limit 1))""";

    /** Name of the file of the newest upload of the document {@code ID}; null: no upload is known. */
    private static final String FILE_NAME =
            "(select f.file_name from uploads f where f.master_id = ID order by f.id desc limit 1)";

    private DocumentNames() {}

    /** @param id SQL expression of the document's id on the master, with the name of its table */
    static String title(String id) {
        return TITLE.replace("ID", id);
    }

    static String fileName(String id) {
        return FILE_NAME.replace("ID", id);
    }

    static String titleOrFileName(String id) {
        return "coalesce(" + title(id) + ", " + fileName(id) + ")";
    }
}

package io.pngx.controller.store;

/**
 * SQL expressions that name a document the same everywhere: its title, if the document was compared on any replica, and
 * else the name of its file. A document that never arrived on one replica may have its title from another.
 */
final class DocumentNames {
    /** Title of the document {@code ID}: that of its copies, found by {@code COPY}, or else of another table. */
    private static final String TITLE = """
            coalesce(COPY,
              (select n.title from replicas r cross join adoptions n on n.replica_id = r.id and n.master_id = ID
                where n.title is not null limit 1),
              (select n.title from replicas r cross join unselected n on n.replica_id = r.id and n.master_id = ID
                where n.title is not null limit 1))""";

    /** Title at the newest comparison on any replica; null: the document has no copy. */
    private static final String NEWEST = """
            (select n.title from sync_map n where n.master_id = ID and n.title is not null
                order by n.synced_at desc limit 1)""";

    /** The last of the titles in alphabetical order, which SQLite finds in an index without reading the copies. */
    private static final String LAST = "(select max(n.title) from sync_map n where n.master_id = ID)";

    /** Name of the file of the newest upload of the document {@code ID}; null: no upload is known. */
    private static final String FILE_NAME =
            "(select f.file_name from uploads f where f.master_id = ID order by f.id desc limit 1)";

    private DocumentNames() {}

    /** @param id SQL expression of the document's id on the master, with the name of its table */
    static String title(String id) {
        return TITLE.replace("COPY", NEWEST).replace("ID", id);
    }

    static String fileName(String id) {
        return FILE_NAME.replace("ID", id);
    }

    /**
     * Returns the name for a search of many documents. If the replicas know different titles, the name may be another
     * title than that of the newest comparison.
     */
    static String forSearch(String id) {
        return "coalesce(" + TITLE.replace("COPY", LAST).replace("ID", id) + ", " + fileName(id) + ")";
    }

    static String titleOrFileName(String id) {
        return "coalesce(" + title(id) + ", " + fileName(id) + ")";
    }
}

package io.pngx.controller.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Table {@code connection_options}: headers and CA certificates of instances, in addition to address and token. */
public final class ConnectionOptionsTable {
    private final Database db;

    public ConnectionOptionsTable(Database db) {
        this.db = db;
    }

    /**
     * @param headers encrypted; null: none
     * @param ca PEM; null: none
     */
    public record Row(String headers, String ca) {
        public static final Row NONE = new Row(null, null);
    }

    public Row of(String host) {
        return find(host).orElse(Row.NONE);
    }

    /** Returns the options of instances by host. Instances without options are omitted. */
    public Map<String, Row> all() {
        Map<String, Row> rows = new HashMap<>();
        db.write().sql("select host, headers, ca from connection_options").query(rs -> {
            rows.put(rs.getString("host"), new Row(rs.getString("headers"), rs.getString("ca")));
        });
        return rows;
    }

    private Optional<Row> find(String host) {
        return db.write()
                .sql("select headers, ca from connection_options where host = ?")
                .param(host)
                .query(Rows.of(Row.class))
                .optional();
    }

    public void put(String host, Row row) {
        db.write()
                .sql("insert into connection_options(host, headers, ca) values (?, ?, ?) "
                        + "on conflict do update set headers = excluded.headers, ca = excluded.ca")
                .params(host, row.headers(), row.ca())
                .update();
    }

    public void forget(String host) {
        db.write()
                .sql("delete from connection_options where host = ?")
                .param(host)
                .update();
    }
}

package io.pngx.controller.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of a database as SQLite reports them: columns, keys, checks, indexes and triggers, without comments and
 * spaces.
 */
final class Schema {
    private static final Pattern CHECK = Pattern.compile("check\\s*\\(((?:[^()]|\\([^()]*\\))*)\\)");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");

    private Schema() {}

    /** Returns the lines of each table by the table's name. */
    static Map<String, List<String>> of(Database db) {
        Map<String, List<String>> tables = new TreeMap<>();
        db.read()
                .sql("select name, sql from sqlite_master where type = 'table' and name not like 'sqlite%'")
                .query(rs -> {
                    tables.put(rs.getString("name"), new ArrayList<>(checks(rs.getString("sql"))));
                });
        tables.forEach((table, lines) -> {
            for (String pragma : List.of("table_xinfo", "foreign_key_list", "index_list")) {
                db.read()
                        .sql("select * from pragma_" + pragma + "('" + table + "')")
                        .query()
                        .listOfRows()
                        .forEach(row -> lines.add(pragma + " " + row));
            }
            db.read()
                    .sql("select l.name, i.* from pragma_index_list('" + table
                            + "') l, pragma_index_xinfo(l.name) i order by 1, 2")
                    .query()
                    .listOfRows()
                    .forEach(row -> lines.add("index_xinfo " + row));
            db.read()
                    .sql("select sql from sqlite_master where type in ('index', 'trigger') and tbl_name = '" + table
                            + "' and sql is not null order by 1")
                    .query(String.class)
                    .list()
                    .forEach(sql -> lines.add(plain(sql)));
            lines.add("without rowid, strict: "
                    + db.read()
                            .sql("select wr, strict from pragma_table_list where name = '" + table + "'")
                            .query()
                            .listOfRows());
        });
        return tables;
    }

    private static List<String> checks(String sql) {
        List<String> checks = new ArrayList<>();
        Matcher matcher = CHECK.matcher(COMMENT.matcher(sql).replaceAll(""));
        while (matcher.find()) {
            checks.add("check " + plain(matcher.group(1)));
        }
        return checks;
    }

    /** Returns the values that the check of a column allows; empty if the column has no check. */
    static List<String> allowed(Database db, String table, String column) {
        String prefix = "check " + column + " in ";
        return of(db).get(table).stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> List.of(
                        line.substring(prefix.length()).replaceAll("[()' ]", "").split(",")))
                .orElse(List.of());
    }

    private static String plain(String sql) {
        return sql.replaceAll("\\s+", " ").strip();
    }
}

package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachingConnectionTest {
    private static final String INSERT = "insert into things(id, name) values (?, ?)";
    private static final String ALL = "select * from things order by id";

    @TempDir
    Path folder;

    private CachingConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = new CachingConnection(url(), file(), new Properties());
        execute("pragma journal_mode = wal");
        execute("create table things(id integer primary key, name text)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aClosedStatementIsUsedAgain() throws SQLException {
        PreparedStatement first = connection.prepareStatement(ALL);
        first.close();
        try (PreparedStatement second = connection.prepareStatement(ALL)) {
            assertThat(second).isSameAs(first);
        }
    }

    @Test
    void aStatementMayBeClosedTwice() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(ALL);
        statement.close();
        statement.close();
        assertThat(connection.keptStatements()).isOne();
        insert(1, "one");
        assertThat(names()).containsExactly("one");
    }

    @Test
    void anOpenStatementIsNotSharedWithAnotherUser() throws SQLException {
        insert(1, "one");
        insert(2, "two");
        try (PreparedStatement outer = connection.prepareStatement(ALL);
                ResultSet rows = outer.executeQuery()) {
            rows.next();
            assertThat(names()).containsExactly("one", "two");
            assertThat(rows.getString("name")).isEqualTo("one");
            rows.next();
            assertThat(rows.getString("name")).isEqualTo("two");
        }
        assertThat(connection.keptStatements()).isEqualTo(2);
    }

    @Test
    void theNextUserGetsNoValuesAndLimitsOfTheLastOne() throws SQLException {
        insert(1, "one");
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, 2);
            insert.executeUpdate();
        }
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            query.setMaxRows(1);
            query.setQueryTimeout(1);
            query.executeQuery().next();
        }
        assertThat(names()).containsExactly("one", null);
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            assertThat(query.getQueryTimeout()).isZero();
        }
    }

    @Test
    void aBatchLeavesNoValues() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int id = 1; id <= 3; id++) {
                insert.setLong(1, id);
                insert.setString(2, "batch");
                insert.addBatch();
            }
            insert.executeBatch();
        }
        insert(4, "single");
        assertThat(names()).containsExactly("batch", "batch", "batch", "single");
    }

    @Test
    void anUnfinishedQueryEndsItsSnapshot() throws SQLException {
        insert(1, "one");
        insert(2, "two");
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            query.executeQuery().next();
        }
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.executeUpdate("insert into things values (3, 'three')");
            try (ResultSet result = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
                assertThat(result.getInt("busy")).isZero();
            }
        }
    }

    @Test
    void aFailedStatementCanBePreparedAgain() throws SQLException {
        insert(1, "one");
        assertThatThrownBy(() -> insert(1, "again")).hasMessageContaining("UNIQUE");
        insert(2, "two");
        assertThat(names()).containsExactly("one", "two");
    }

    @Test
    void aKeptStatementFollowsAChangeOfTheSchema() throws SQLException {
        insert(1, "one");
        assertThat(names()).containsExactly("one");
        execute("create index by_name on things(name)");
        execute("alter table things add column colour text default 'red'");
        insert(2, "two");
        assertThat(names()).containsExactly("one", "two");
    }

    @Test
    void onlyTheLastStatementsAreKept() throws SQLException {
        for (int i = 0; i < CachingConnection.KEPT + 20; i++) {
            connection.prepareStatement("select " + i).close();
        }
        assertThat(connection.keptStatements()).isEqualTo(CachingConnection.KEPT);
        PreparedStatement last = connection.prepareStatement("select " + (CachingConnection.KEPT + 19));
        assertThat(connection.keptStatements()).isEqualTo(CachingConnection.KEPT - 1);
        last.close();
        connection.prepareStatement("select 0").close();
        assertThat(connection.keptStatements()).isEqualTo(CachingConnection.KEPT);
    }

    @Test
    void aStatementMayBeClosedAfterItsConnection() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(ALL);
        connection.close();
        statement.close();
        assertThatThrownBy(() -> connection.prepareStatement(ALL)).isInstanceOf(SQLException.class);
    }

    private void insert(long id, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, id);
            insert.setString(2, name);
            insert.executeUpdate();
        }
    }

    private List<String> names() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ALL);
                ResultSet rows = query.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
            return names;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url() {
        return "jdbc:sqlite:" + file();
    }

    private String file() {
        return folder.resolve("db.sqlite3").toString();
    }
}

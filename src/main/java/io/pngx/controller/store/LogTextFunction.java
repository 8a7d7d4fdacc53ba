package io.pngx.controller.store;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.StoredText;
import java.sql.SQLException;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * The SQL function {@code log_contains(language, message, text, wanted)}: whether the message of a log row, as a reader
 * of the language sees it, contains a text, upper and lower case alike. SQLite calls it row by row, so that a search
 * keeps no rows in memory.
 */
final class LogTextFunction extends Function {
    static final String CONDITION = "log_contains(?, message, text, ?)";

    private LogTextFunction() {}

    static void addTo(SQLiteConnection connection) throws SQLException {
        create(connection, "log_contains", new LogTextFunction());
    }

    @Override
    protected void xFunc() throws SQLException {
        Language language = Language.of(value_text(0)).orElse(Language.ENGLISH);
        String message = StoredText.read(value_text(1), value_text(2)).in(language);
        String wanted = value_text(3);
        result(message.toLowerCase(language.locale()).contains(wanted.toLowerCase(language.locale())) ? 1 : 0);
    }
}

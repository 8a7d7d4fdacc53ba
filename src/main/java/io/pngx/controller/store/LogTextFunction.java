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

    /**
     * Returns the message of a row in a language. The English message is stored as it was when the row was added.
     *
     * @param text null: the message is the same in every language
     */
    static String message(Language language, String message, String text) {
        return language == Language.ENGLISH
                ? message
                : StoredText.read(message, text).in(language);
    }

    @Override
    protected void xFunc() throws SQLException {
        Language language = Language.of(value_text(0)).orElse(Language.ENGLISH);
        String message = message(language, value_text(1), value_text(2));
        String wanted = value_text(3);
        result(message.toLowerCase(language.locale()).contains(wanted.toLowerCase(language.locale())) ? 1 : 0);
    }
}

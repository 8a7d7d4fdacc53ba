package io.pngx.controller.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.RowMapper;

/** Maps rows to records: {@code snake_case} columns to components. Converts times, enums and booleans. */
final class Rows {
    /** Caches mappers, since reflection on a record costs more than reading a row. Mappers have no state. */
    private static final Map<Class<?>, RowMapper<?>> KNOWN = new ConcurrentHashMap<>();

    private Rows() {}

    @SuppressWarnings("unchecked")
    static <T> RowMapper<T> of(Class<T> record) {
        return (RowMapper<T>) KNOWN.computeIfAbsent(record, Rows::make);
    }

    private static <T> RowMapper<T> make(Class<T> record) {
        return new DataClassRowMapper<>(record) {
            /** Spring tries this name first. A name that is no column costs an exception a row. */
            @Override
            protected String lowerCaseName(String component) {
                return underscoreName(component);
            }

            @Override
            protected Object getColumnValue(ResultSet rs, int index, Class<?> type) throws SQLException {
                if (type == Instant.class) {
                    return Times.instant(rs.getString(index));
                }
                if (type.isEnum()) {
                    String name = rs.getString(index);
                    return name == null ? null : constant(type, name);
                }
                if (type == boolean.class) {
                    return rs.getInt(index) != 0;
                }
                if (type == Long.class || type == Integer.class) {
                    long value = rs.getLong(index);
                    return rs.wasNull() ? null : type == Long.class ? (Object) value : (Object) (int) value;
                }
                return super.getColumnValue(rs, index, type);
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object constant(Class<?> type, String name) {
        return Enum.valueOf((Class) type, name.toUpperCase(java.util.Locale.ROOT));
    }
}

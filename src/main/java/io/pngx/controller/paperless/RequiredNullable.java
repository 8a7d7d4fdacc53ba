package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/**
 * An id that may be null, but has to be said: an owner that an answer leaves out is not "nobody", who would show it to everyone.
 * The records put null in place of {@link #NOTHING} once they took notice.
 */
final class RequiredNullable extends StdDeserializer<Long> {
    static final Long NOTHING = Long.MIN_VALUE;

    RequiredNullable() {
        super(Long.class);
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return context.readValue(parser, Long.class);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return NOTHING;
    }

    static Long orNull(Long id) {
        return NOTHING.equals(id) ? null : id;
    }
}

package io.pngx.controller.paperless;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/**
 * Deserializes an id that may be null but must be present. If a missing key {@code owner} counted as "no owner", the
 * copy would be shown to everyone. The records check for {@link #ABSENT}, and then replace {@code ABSENT} by null.
 */
final class RequiredNullable extends StdDeserializer<Long> {
    static final Long ABSENT = Long.MIN_VALUE;

    RequiredNullable() {
        super(Long.class);
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return context.readValue(parser, Long.class);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return ABSENT;
    }

    static Long orNull(Long id) {
        return ABSENT.equals(id) ? null : id;
    }
}

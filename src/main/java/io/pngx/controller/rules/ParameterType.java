package io.pngx.controller.rules;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** The type of a parameter of a template. The name of a parameter is also the name of its type. */
public enum ParameterType {
    TAG("Tag", "share"),
    CORRESPONDENT("Correspondent", "Dr. Brown"),
    DOCUMENT_TYPE("Document type", "Invoice"),
    OWNER("Owner", "family"),
    PREFIX("Text in front", "[copy]"),
    URL("Address", "http://automation.lan:8123/api/webhook/paper");

    private static final int MAX_LENGTH = 128;

    private final String title;
    private final String example;

    ParameterType(String title, String example) {
        this.title = title;
        this.example = example;
    }

    static Optional<ParameterType> of(String parameter) {
        return Arrays.stream(values())
                .filter(type -> type.parameter().equals(parameter))
                .findFirst();
    }

    public String parameter() {
        return LowerCase.of(this);
    }

    /** Returns the kind of lookup that the value names; empty: the value names no lookup. */
    public Optional<Kind> kind() {
        return switch (this) {
            case TAG -> Optional.of(Kind.TAG);
            case CORRESPONDENT -> Optional.of(Kind.CORRESPONDENT);
            case DOCUMENT_TYPE -> Optional.of(Kind.DOCUMENT_TYPE);
            case OWNER, PREFIX, URL -> Optional.empty();
        };
    }

    public String title() {
        return title;
    }

    public String example() {
        return example;
    }

    /** Returns the reason why a value is invalid, as a sentence without its subject; the subject is the parameter. */
    public Optional<Text> problem(String value) {
        if (value.isBlank()) {
            return Optional.of(Text.of("is required"));
        }
        int longest = this == URL ? 500 : MAX_LENGTH;
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(Text.of("must be one line of at most {0} characters", String.valueOf(longest)));
        }
        if (value.contains("{{") || value.contains("}}")) {
            return Optional.of(Text.of("must not hold {{ or }}, which mark placeholders"));
        }
        return this == URL && !isAddress(value)
                ? Optional.of(Text.of(
                        "must be an address that begins with http:// or https://, without a user and a password"))
                : Optional.empty();
    }

    private static boolean isAddress(String value) {
        try {
            URI uri = URI.create(value);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

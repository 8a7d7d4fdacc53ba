package io.pngx.controller.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Plain;
import io.pngx.controller.store.SettingType.WholeNumber;
import io.pngx.controller.store.SettingType.YesNo;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Validates the values that {@link RequestFields} reads. Errors are collected, so that the user sees all errors
 * together. {@link #check} then refuses the request before anything is written.
 */
public final class Fields {
    private final List<ApiProblem.FieldError> errors = new ArrayList<>();
    /** Fields whose error is a clause with its own subject: "the address has ...". */
    private final Set<String> clauses = new HashSet<>();

    private final Map<String, JsonNode> values;
    /** True for forms and queries, in which every value is text. */
    private final boolean textOnly;

    private boolean unknown;

    Fields(Map<String, JsonNode> values, boolean textOnly) {
        this.values = values;
        this.textOnly = textOnly;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns true for an empty field of a form. Such a field leaves the saved value unchanged. */
    public boolean blank(String name) {
        return textOnly && values.get(name) instanceof NullNode;
    }

    /** Returns true for the word {@code off}, and for null in JSON. */
    public boolean isOff(String name) {
        JsonNode value = values.get(name);
        return value != null
                && (!textOnly && value.isNull()
                        || value.isTextual() && value.textValue().strip().equalsIgnoreCase("off"));
    }

    /** Returns the unchecked value, for fields of several lines. */
    public JsonNode raw(String name) {
        return values.getOrDefault(name, NullNode.instance);
    }

    /** Returns one line of text, stripped; null if the field is missing or refused. */
    public String text(String name, int longest) {
        JsonNode value = values.getOrDefault(name, NullNode.instance);
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (!value.isTextual() && !value.isNull()) {
            return refuse(name, Text.of("must be text"));
        }
        if (text.isEmpty()) {
            return refuse(name, Text.of("is required"));
        }
        if (text.length() > longest) {
            return refuse(name, Text.of("must not be longer than {0} characters", String.valueOf(longest)));
        }
        if (text.chars().anyMatch(Fields::isControl)) {
            return refuse(name, Text.of("must be one line, without control characters"));
        }
        return text;
    }

    /**
     * Returns whether a character is a control character, a line separator or a mark of text direction. Such characters
     * can make one name look like another.
     */
    private static boolean isControl(int letter) {
        return Character.isISOControl(letter)
                || letter >= 0x2028 && letter <= 0x202E
                || letter >= 0x2066 && letter <= 0x2069;
    }

    /** Returns several lines of text, separated by line feeds; null if the field is missing or refused. */
    public String lines(String name, int longest) {
        JsonNode value = values.getOrDefault(name, NullNode.instance);
        if (!value.isTextual() && !value.isNull()) {
            return refuse(name, Text.of("must be text"));
        }
        String text = value.isNull() ? "" : value.textValue().replace("\r\n", "\n");
        if (text.isBlank()) {
            return refuse(name, Text.of("is required"));
        }
        return text.length() > longest
                ? refuse(name, Text.of("must not be longer than {0} characters", String.valueOf(longest)))
                : text;
    }

    /** Returns true for null, an empty list in JSON, and an empty field of a form. */
    public boolean isEmpty(String name) {
        JsonNode value = values.getOrDefault(name, NullNode.instance);
        return value.isNull() || value.isArray() && value.isEmpty();
    }

    /** Returns an API token of paperless-ngx in plain text. */
    public String token(String name) {
        return token(
                name,
                Text.of("must be only the API token, without blanks; copy the token from the profile page of "
                        + "paperless-ngx"));
    }

    /** Returns a token in plain text. Only some characters are allowed, because the token becomes a header. */
    public String token(String name, Text otherwise) {
        String token = text(name, 200);
        return token == null || token.matches("[!-~]+") ? token : refuse(name, otherwise);
    }

    public PaperlessUrl address(String name) {
        String text = text(name, 500);
        try {
            return text == null ? null : PaperlessUrl.parse(text);
        } catch (RefusedValueException e) {
            clauses.add(name);
            return refuse(name, e.text());
        }
    }

    /** Returns a whole number; null if the field is missing, null or refused. */
    public Integer number(String name, WholeNumber allowed) {
        return isNull(name) ? null : value(name, allowed);
    }

    public Integer number(String name, int min, int max) {
        return number(name, new WholeNumber(min, max, Text.of("")));
    }

    /** Returns the field {@code uploads_in_flight}; null if the field is missing or refused. Refuses null. */
    public Integer uploadsInFlight() {
        String name = "uploads_in_flight";
        return has(name) ? value(name, new WholeNumber(1, 8, Text.of(""))) : null;
    }

    private boolean isNull(String name) {
        return values.getOrDefault(name, NullNode.instance).isNull();
    }

    /** Returns the values of the settings that were sent, in their stored form. Refused values are omitted. */
    public Map<Setting<?>, String> settings(Collection<SettingGroup> groups) {
        Map<Setting<?>, String> sent = new LinkedHashMap<>();
        for (Setting<?> setting : Setting.all()) {
            if (groups.contains(setting.group()) && has(setting.key()) && setting.type() instanceof Plain<?> type) {
                checked(setting.key(), type).ifPresent(text -> sent.put(setting, text));
            }
        }
        return sent;
    }

    private <T> T value(String name, Plain<T> type) {
        return checked(name, type).map(type::read).orElse(null);
    }

    /** Returns whether a value of JSON is a whole number, in any notation: 7, 7.0 and 7e0 are the same number. */
    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
    }

    private static String digits(JsonNode whole) {
        return String.valueOf(whole.longValue());
    }

    /** In JSON, a number must be sent as a number, and a boolean as a boolean. */
    private Optional<String> checked(String name, Plain<?> type) {
        JsonNode value = values.getOrDefault(name, NullNode.instance);
        boolean fits = !textOnly && type instanceof WholeNumber
                ? isWhole(value)
                : !textOnly && type instanceof YesNo ? value.isBoolean() : value.isTextual();
        Optional<String> checked = Optional.of(value)
                .filter(any -> fits)
                .map(any -> any.isNumber() ? digits(any) : any.asText())
                .map(String::strip)
                .flatMap(type::check);
        if (checked.isEmpty()) {
            refuse(name, type.allowed());
        }
        return checked;
    }

    /** Returns the id of a row; null if the field is missing, empty in a form, or refused. */
    public Long id(String name) {
        if (!has(name) || blank(name)) {
            return null;
        }
        JsonNode value = values.get(name);
        String digits = textOnly ? value.textValue() : isWhole(value) ? digits(value) : "";
        return digits.matches("[0-9]{1,18}")
                ? Long.valueOf(digits)
                : refuse(name, Text.of("must be an id, which is a whole number"));
    }

    /**
     * Returns at least one id: a list in JSON, or ids separated by commas in a form. Returns an empty list if the value
     * is refused.
     */
    public List<Long> ids(String name) {
        return ids(name, 1000);
    }

    /** @param most the highest number of ids */
    public List<Long> ids(String name, int most) {
        JsonNode value = values.getOrDefault(name, NullNode.instance);
        List<String> texts = new ArrayList<>();
        if (textOnly && value.isTextual()) {
            texts.addAll(List.of(value.textValue().strip().split("\\s*,\\s*")));
        } else if (value.isArray()) {
            value.forEach(each -> texts.add(isWhole(each) ? digits(each) : ""));
        }
        if (texts.isEmpty() || texts.size() > most || texts.stream().anyMatch(text -> !text.matches("[0-9]{1,18}"))) {
            refuse(name, Text.of("must be a list of 1 to {0} ids, which are whole numbers", String.valueOf(most)));
            return List.of();
        }
        return texts.stream().map(Long::valueOf).distinct().toList();
    }

    /** Refuses a missing value. */
    public void required(String name, Object value) {
        if (value == null && errors.stream().noneMatch(error -> error.field().equals(name))) {
            refuse(name, Text.of("is required"));
        }
    }

    public Boolean bool(String name) {
        return value(name, new YesNo(Text.of(""), Text.of("")));
    }

    /** Returns whether a boolean was sent and is true. */
    public boolean isTrue(String name) {
        return has(name) && Boolean.TRUE.equals(bool(name));
    }

    /** Returns a constant of an enum, sent in lower case; null if the field is missing, empty in a form, or refused. */
    public <E extends Enum<E>> E word(String name, Class<E> words) {
        return !has(name) || blank(name) ? null : value(name, OneOf.of(words));
    }

    /** Refuses the value of a field. Returns null, so that callers can write {@code return refuse(...)}. */
    public <T> T refuse(String name, Text message) {
        if (errors.stream().noneMatch(error -> error.field().equals(name))) {
            errors.add(new ApiProblem.FieldError(name, message));
        }
        return null;
    }

    /** Refuses a field that is not allowed. */
    void refuseUnknown(String name, Text message) {
        unknown = true;
        refuse(name, message);
    }

    /** Returns the first refusal, which begins with the name of its field. */
    public Optional<Text> refusal() {
        return errors.stream()
                .findFirst()
                .map(error -> Text.of(
                        clauses.contains(error.field()) ? "{0}: {1}" : "{0} {1}", error.field(), error.message()));
    }

    /** Throws if any field was refused. */
    public void check() {
        if (!errors.isEmpty()) {
            throw unknown ? ApiProblem.unknownFields(errors) : ApiProblem.fields(errors);
        }
    }
}

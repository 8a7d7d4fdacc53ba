package io.pngx.controller.web.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Plain;
import io.pngx.controller.store.SettingType.WholeNumber;
import io.pngx.controller.store.SettingType.YesNo;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Validates the values of a JSON body, a form or a query. Errors are collected, so that the user sees all errors
 * together. {@link #check} then refuses the request before anything is written.
 */
public final class Fields {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final List<ApiProblem.FieldError> errors = new ArrayList<>();
    /** True for forms and queries, in which every value is text. */
    private final boolean textOnly;

    private Fields(boolean textOnly) {
        this.textOnly = textOnly;
    }

    /**
     * Reads a JSON object or a form, and refuses keys that are not allowed, and all query parameters. A missing body
     * counts as an empty object.
     */
    public static Fields body(Call call, String... allowed) {
        query(call).check();
        Fields fields = call.contentType().equals(MediaTypes.FORM) ? form(call) : json(call);
        if (call.plain()) {
            // Without scripts, each button sends all fields of its form, even fields that the action of the button does
            // not use.
            fields.values.keySet().retainAll(List.of(allowed));
        }
        for (String name : fields.values.keySet()) {
            if (!List.of(allowed).contains(name)) {
                fields.refuse(name, Text.of("is not known; allowed are {0}", String.join(", ", allowed)));
            }
        }
        return fields;
    }

    /**
     * Reads query parameters, and refuses parameters that are not allowed. A parameter without a value counts as
     * missing.
     */
    public static Fields query(Call call, String... allowed) {
        return query(call.query(), allowed);
    }

    public static Fields query(HttpServerRequest request, String... allowed) {
        return query(Call.query(request), allowed);
    }

    private static Fields query(Map<String, String> values, String... allowed) {
        Fields fields = new Fields(true);
        values.forEach((name, value) -> {
            if (!List.of(allowed).contains(name) && !name.equals(Call.SEEN)) {
                fields.refuse(
                        name,
                        allowed.length == 0
                                ? Text.of("is not known; this address takes no parameters")
                                : Text.of("is not known; allowed are {0}", String.join(", ", allowed)));
            } else if (!value.isBlank()) {
                fields.values.put(name, TextNode.valueOf(value.strip()));
            }
        });
        return fields;
    }

    /** Reads an object within a JSON body, and refuses keys that are not allowed. */
    public static Fields object(JsonNode value, String... allowed) {
        Fields fields = new Fields(false);
        value.fields().forEachRemaining(field -> {
            fields.values.put(field.getKey(), field.getValue());
            if (!List.of(allowed).contains(field.getKey())) {
                fields.refuse(field.getKey(), Text.of("is not known; allowed are {0}", String.join(", ", allowed)));
            }
        });
        return fields;
    }

    private static Fields form(Call call) {
        Fields fields = new Fields(true);
        call.form().forEach((name, value) -> {
            if (Call.CONFIRMATION_FIELDS.contains(name)) {
                return;
            }
            if (name.startsWith("{")) {
                throw new ApiProblem(
                        415,
                        Text.of("The body looks like JSON, but was sent as a form; send the body with the header "
                                + "Content-Type: application/json."));
            }
            fields.values.put(name, value.isBlank() ? NullNode.instance : TextNode.valueOf(value));
        });
        if (call.formAll("ids").size() > 1) {
            fields.values.put("ids", TextNode.valueOf(String.join(",", call.formAll("ids"))));
        }
        return fields;
    }

    private static Fields json(Call call) {
        Fields fields = new Fields(false);
        byte[] body = call.body();
        if (body.length == 0) {
            return fields;
        }
        if (!call.contentType().isEmpty() && !call.contentType().matches("application/(.+\\+)?json")) {
            throw new ApiProblem(
                    415,
                    Text.of(
                            "The content type of the body is {0}; send JSON with the header Content-Type: "
                                    + "application/json.",
                            call.contentType()));
        }
        if (!(read(body) instanceof ObjectNode object)) {
            throw ApiProblem.badRequest(Text.of("The body must be a JSON object, such as {\"name\": \"value\"}."));
        }
        object.fields().forEachRemaining(field -> fields.values.put(field.getKey(), field.getValue()));
        return fields;
    }

    /** Reads JSON strictly. No message repeats a part of the text, which may contain a token. */
    public static JsonNode read(byte[] body) {
        try {
            return STRICT.readTree(body);
        } catch (JsonProcessingException e) {
            // Jackson's message quotes the unreadable text, which may contain a token.
            JsonLocation at = e.getLocation();
            Text where = at == null
                    ? Text.of("")
                    : Text.of(
                            " near line {0}, column {1}",
                            String.valueOf(at.getLineNr()), String.valueOf(at.getColumnNr()));
            throw ApiProblem.badRequest(
                    String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
                            ? Text.of("The body names a key twice{0}.", where)
                            : Text.of("The body is not valid JSON{0}.", where));
        } catch (IOException e) {
            throw ApiProblem.badRequest(Text.of("The body is not valid JSON: it is not UTF-8."));
        }
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

    /** Returns a number like {@link #number}, but refuses null. */
    public Integer numberNotNull(String name, int min, int max) {
        return has(name) ? value(name, new WholeNumber(min, max, Text.of(""))) : null;
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

    /** Returns the id of a row. */
    public Long id(String name) {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
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

    /** Returns a constant of an enum. Upper and lower case are equal. */
    public <E extends Enum<E>> E word(String name, Class<E> words) {
        return isNull(name) ? null : value(name, OneOf.of(words));
    }

    /** @return null, so that a reading method can return the result of this call */
    public <T> T refuse(String name, Text message) {
        if (errors.stream().noneMatch(error -> error.field().equals(name))) {
            errors.add(new ApiProblem.FieldError(name, message));
        }
        return null;
    }

    /** Returns the first refusal, which begins with the name of its field. */
    public Optional<Text> refusal() {
        return errors.stream().findFirst().map(error -> Text.of("{0} {1}", error.field(), error.message()));
    }

    /** Throws if any field was refused. */
    public void check() {
        if (!errors.isEmpty()) {
            throw ApiProblem.fields(errors);
        }
    }
}

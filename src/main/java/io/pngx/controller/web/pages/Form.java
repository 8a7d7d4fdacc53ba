package io.pngx.controller.web.pages;

import io.pngx.controller.text.Text;
import java.util.Map;

/**
 * The fields of a form and their errors.
 *
 * @param id id of the replica; null: a new replica, or the master
 * @param tokenSet whether a token is saved
 * @param values values by name of the field
 * @param errors errors by name of the field
 */
public record Form(Long id, boolean tokenSet, Map<String, String> values, Map<String, Text> errors) {
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns the error of a field; null: none. */
    public Text error(String field) {
        return errors.get(field);
    }

    /** Returns true if a field with an error has a name that begins with {@code word} and an underscore. */
    public boolean concerns(String word) {
        return errors.keySet().stream().anyMatch(field -> field.startsWith(word + "_"));
    }
}

package io.pngx.controller.web.pages;

import java.util.Map;

/**
 * The fields of a form and their errors.
 *
 * @param id       of the replica; null: a new replica, or the master
 * @param tokenSet is a token saved already?
 * @param values   of the fields, by name
 * @param errors   by the name of their field
 */
public record Form(Long id, boolean tokenSet, Map<String, String> values, Map<String, String> errors) {
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns null if the field has no error. */
    public String error(String field) {
        return errors.get(field);
    }
}

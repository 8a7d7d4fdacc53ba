package io.pngx.controller.rules;

import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Conditions of the ready-made rules. A name that the master does not have is an error. Otherwise, a rule that excludes
 * the documents with a tag would exclude none of them after the tag was renamed.
 */
public final class RuleSteps {
    public boolean tagged(@Body RuleDocument document, @Variable("tag") String tag) {
        return document.hasTag(tag);
    }

    public boolean notTagged(@Body RuleDocument document, @Variable("tag") String tag) {
        return !document.hasTag(tag);
    }

    public boolean ofCorrespondent(@Body RuleDocument document, @Variable("correspondent") String name) {
        return document.has("correspondent", name);
    }

    public boolean notOfCorrespondent(@Body RuleDocument document, @Variable("correspondent") String name) {
        return !document.has("correspondent", name);
    }

    public boolean ofType(@Body RuleDocument document, @Variable("document_type") String name) {
        return document.has("document_type", name);
    }

    public boolean notOfType(@Body RuleDocument document, @Variable("document_type") String name) {
        return !document.has("document_type", name);
    }
}

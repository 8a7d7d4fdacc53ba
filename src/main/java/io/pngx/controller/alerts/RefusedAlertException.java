package io.pngx.controller.alerts;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/**
 * Signals that a target did not accept an alert. The text of the exception is one sentence without address and secrets.
 */
final class RefusedAlertException extends ExplainedException {
    RefusedAlertException(Text sentence) {
        super(sentence);
    }
}

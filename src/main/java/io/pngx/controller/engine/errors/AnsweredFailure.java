package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.session.AnswerText;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Classifies an HTTP error status that an instance answered. */
final class AnsweredFailure {
    /**
     * The path of one document. Excludes the path of the file, because the file may be missing although the document
     * exists.
     */
    private static final Pattern ONE_DOCUMENT = Pattern.compile("/api/documents/\\d+/(\\?|$)");

    private static final Pattern LIST = Pattern.compile("/api/\\w+/");
    private static final Pattern ABOUT_DOCUMENT = Pattern.compile("/api/documents/(\\d+|post_document)/");
    private static final Pattern PART_OF_DOCUMENT = Pattern.compile("/api/documents/\\d+/");

    private AnsweredFailure() {}

    /**
     * @param call method and path of the call
     * @param rests the time before which the instance wants no further call (Retry-After); empty if there is none
     */
    static Failure of(
            HttpOperationFailedException http, String call, String host, Text title, Optional<Instant> rests) {
        int status = http.getStatusCode();
        boolean missingOnMaster = status == 404 && Instance.MASTER_HOST.equals(host);
        String uri = String.valueOf(http.getUri());
        // The 404 of the document itself is checked before Retry-After: the answer is complete, even if another call
        // was meanwhile told to wait. The run ends only at the next call.
        if (missingOnMaster && ONE_DOCUMENT.matcher(uri).find()) {
            return deletedDuringRun(host);
        }
        if (rests.isPresent()) {
            return Failure.stop(
                            Text.of(
                                    "{0} is not available now ({1}): it {2}",
                                    title, status, RetryAfter.sentence(rests.get())),
                            host,
                            Replica.State.UNREACHABLE)
                    .withSent(status != 429)
                    .resting();
        }
        Text ofDocument = ofDocument(http, call, title);
        String body = answerText(http);
        if (status == 403 && !ExceptionCause.isGenuine(http)) {
            return Failure.stop(
                            Text.of(
                                    "{0}: a proxy in front of paperless-ngx refuses {1} (403{2}); check the proxy.",
                                    title, call, body),
                            host,
                            Replica.State.UNREACHABLE)
                    .withSent(true) // a proxy may hide the answer to a request that reached paperless-ngx
                    .orOfDocument(ofDocument);
        }
        if (status == 403) {
            return Failure.stop(
                            Text.of(
                                    "{0} refuses {1} for lack of rights (403{2}); use the token of a superuser.",
                                    title, call, body),
                            host,
                            Replica.State.AUTH_FAILED)
                    .orOfDocument(ofDocument);
        }
        if (missingOnMaster && uri.contains("/preview/")) {
            return Failure.failed(
                    Text.of("The master has no file for this document (404); run its sanity checker."), host);
        }
        if (missingOnMaster && PART_OF_DOCUMENT.matcher(uri).find()) {
            return deletedDuringRun(host);
        }
        if (status == 502 || status == 503 || status == 504 || status == 429) {
            return Failure.stop(
                            Text.of("{0} is not available now ({1}).", title, status), host, Replica.State.UNREACHABLE)
                    .withSent(status != 429)
                    .orOfDocument(status == 429 ? null : ofDocument);
        }
        if (status == 413) {
            return Failure.failed(
                    Text.of(
                            "{0} refused {1}, because the request is too large (413); raise the limit for uploads of"
                                    + " the proxy in front of the instance, for example client_max_body_size in nginx.",
                            title, call),
                    host);
        }
        String path = URI.create(http.getUri()).getPath();
        Text text = status == 404 && LIST.matcher(path).matches()
                ? Text.of(
                        "{0} answered 404 to {1}; check the address, and the proxy in front of paperless-ngx",
                        title, path)
                : Text.of("{0} answered {1}{2}", title, status, body);
        return Failure.failed(text, host).withSent(status >= 500);
    }

    /** @return see {@link Failure#ofDocument()} */
    private static Text ofDocument(HttpOperationFailedException http, String call, Text title) {
        if (!isAboutDocument(URI.create(http.getUri()).getPath())) {
            return null;
        }
        String answer = http.getStatusCode() + answerText(http);
        return ExceptionCause.isGenuine(http)
                ? Text.of(
                        "{0} refuses {1} ({2}), but answers other calls; see the log of paperless-ngx.",
                        title, call, answer)
                : Text.of(
                        "{0} answers other calls, but a proxy in front of paperless-ngx answered {1} ({2}); check the"
                                + " proxy.",
                        title, call, answer);
    }

    /** @return whether the path names one document, or receives the file of one document */
    static boolean isAboutDocument(String path) {
        return path != null && ABOUT_DOCUMENT.matcher(path).find();
    }

    private static Failure deletedDuringRun(String host) {
        return Failure.defer(Text.of("The document was deleted on the master during the run."), host);
    }

    /** Returns a colon and the text of the answer; empty if the answer has no text. */
    private static String answerText(HttpOperationFailedException http) {
        String text = http.getResponseBody() == null ? "" : AnswerText.of(http.getResponseBody());
        return text.isEmpty() ? "" : ": " + text;
    }
}

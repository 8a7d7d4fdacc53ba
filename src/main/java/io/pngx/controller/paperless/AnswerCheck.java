package io.pngx.controller.paperless;

import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/** Refuses answers that do not come from a paperless-ngx API. */
final class AnswerCheck {
    private AnswerCheck() {}

    /** @throws PaperlessException if the answer does not come from a paperless-ngx API (paperless-api.md §1) */
    static void check(Instance instance, String path, ClassicHttpResponse response) {
        int status = response.getCode();
        if (status >= 300 && status < 400 && status != 304) {
            // A login proxy puts secrets into the query.
            String location = header(response, HttpHeaders.LOCATION)
                    .replaceFirst("[?#].*", "")
                    .replaceFirst("//[^/]*@", "//");
            throw new PaperlessException(
                    Kind.NOT_PAPERLESS,
                    instance.title(),
                    Text.of(
                            location.isEmpty()
                                    ? "answered {0} with a redirect without a target. Check scheme, host and base "
                                            + "path of the address: paperless-ngx must answer without a redirect."
                                    : "answered {0} with a redirect to {1}. Check scheme, host and base path of the "
                                            + "address: paperless-ngx must answer without a redirect.",
                            path,
                            location));
        }
        if (status == 401) {
            throw new PaperlessException(
                    Kind.AUTH,
                    instance.title(),
                    Text.of("refused the token (401); enter a valid API token of a superuser."));
        }
        if (status == 407) {
            throw new PaperlessException(
                    Kind.UNREACHABLE,
                    instance.title(),
                    Text.of("can't be reached: the proxy refuses the user name and password (407); check HTTP_PROXY and"
                            + " HTTPS_PROXY."));
        }
        if (status == 406) {
            throw new PaperlessException(
                    Kind.UNSUPPORTED,
                    instance.title(),
                    Text.of("does not speak API version 9 (406); supported are paperless-ngx 2.16 to 2.20 and 3.x."));
        }
        if (status >= 200 && status < 300) {
            String type = header(response, HttpHeaders.CONTENT_TYPE);
            if (!isFile(path) && status != 204 && !type.startsWith("application/json")) {
                throw new PaperlessException(
                        Kind.NOT_PAPERLESS,
                        instance.title(),
                        Text.of(
                                type.isEmpty()
                                        ? "answered {0} with no content type, but paperless-ngx would answer with JSON;"
                                                + " check the address."
                                        : "answered {0} with {1}, but paperless-ngx would answer with JSON; check the"
                                                + " address.",
                                path,
                                type));
            }
            if (response.getFirstHeader("X-Version") == null) {
                throw new PaperlessException(
                        Kind.NOT_PAPERLESS,
                        instance.title(),
                        Text.of(
                                "answered {0} without the header X-Version, so this is not a paperless-ngx API; "
                                        + "check the address.",
                                path));
            }
        }
    }

    static boolean isFile(String path) {
        return path.endsWith("/preview/") || path.endsWith("/download/") || path.endsWith("/thumb/");
    }

    static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null || header.getValue() == null ? "" : header.getValue();
    }
}

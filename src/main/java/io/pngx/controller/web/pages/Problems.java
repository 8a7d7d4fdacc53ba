package io.pngx.controller.web.pages;

import io.netty.handler.codec.DecoderException;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.ConfirmationRequiredException;
import io.pngx.controller.web.http.ErrorResponder;
import io.pngx.controller.web.http.JsonText;
import io.pngx.controller.web.http.MediaTypes;
import io.pngx.controller.web.http.ProblemDetails;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Answers errors with problem+json (RFC 9457), a form with its errors, a note, or a page. */
public final class Problems implements ErrorResponder {
    /** Number of seconds after which the page reloads itself. */
    private static final String SECONDS_TO_START = "2";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Html html;
    private final SentForms forms;

    public Problems(Html html, SentForms forms) {
        this.html = html;
        this.forms = forms;
    }

    /** Creates the answer to a request whose route failed. */
    public Answer answer(Exchange exchange) {
        Call call = Call.of(exchange);
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (cause instanceof ConfirmationRequiredException unconfirmed) {
            return call.answer(200, unconfirmed.question()).orHtml(() -> forms.question(call, unconfirmed));
        }
        if (!(known(cause) instanceof ApiProblem problem)) {
            ProblemDetails body = unknown(call.method() + " " + call.path(), cause);
            Answer answer = call.answer(body.status(), body);
            return call.opensPage() ? answer.orPage(() -> html.problem(body)) : answer.orNote(body.detail());
        }
        Answer answer = call.answer(problem.status(), ProblemDetails.of(problem));
        if (call.opensPage()) {
            return answer.orPage(() -> html.problem(ProblemDetails.of(problem)));
        }
        return html.in(call.language(), () -> forms.again(call, problem))
                .map(form -> answer.orHtml(() -> form))
                .orElseGet(() -> answer.orNote(problem.detail()));
    }

    @Override
    public void send(RoutingContext context, ApiProblem problem) {
        if (problem.retryAfter() > 0) {
            context.response().putHeader("Retry-After", String.valueOf(problem.retryAfter()));
        }
        send(context, ProblemDetails.of(problem));
    }

    @Override
    public void starting(RoutingContext context) {
        send(
                context,
                ProblemDetails.of(
                        new ApiProblem(503, Text.of("The controller is starting; it answers in a few seconds."))));
    }

    private void send(RoutingContext context, ProblemDetails problem) {
        html.in(Call.language(context.request()), () -> respond(context, problem));
    }

    private void respond(RoutingContext context, ProblemDetails problem) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        request.resume(); // skips the rest of the body, because the next request may follow on the same connection
        if (problem.status() == 413) {
            response.putHeader("Connection", "close")
                    .endHandler(sent -> request.connection().close());
        }
        response.setStatusCode(problem.status()).putHeader("Cache-Control", "no-store");
        if (problem.starting()) {
            response.putHeader("Retry-After", SECONDS_TO_START);
        }
        if (Call.htmx(request)) {
            response.putHeader("Content-Type", MediaTypes.HTML)
                    .putHeader("HX-Retarget", "#notes")
                    .putHeader("HX-Reswap", "innerHTML")
                    .end(html.note(problem.detail(), true));
        } else if (Call.wantsHtml(request)) {
            response.putHeader("Content-Type", MediaTypes.HTML).end(html.problem(problem));
        } else {
            response.putHeader("Content-Type", MediaTypes.PROBLEM).end(JsonText.of(problem));
        }
    }

    @Override
    public void failed(RoutingContext context) {
        int status = context.statusCode();
        if (isBrokenBody(context)) {
            LOG.debug(
                    "{} {} has a broken body",
                    context.request().method(),
                    context.request().path());
            context.response()
                    .putHeader("Connection", "close")
                    .endHandler(sent -> context.request().connection().close());
            send(context, new ApiProblem(400, Text.of("The body is malformed or incomplete; send the whole body.")));
        } else if (status == 413) {
            send(context, new ApiProblem(413, Text.of("The body is too long.")));
        } else if (status >= 400 && status < 500) {
            send(
                    context,
                    new ApiProblem(
                            status, Text.of("The request can't be read; check the address and its parameters.")));
        } else {
            send(
                    context,
                    unknown(context.request().method() + " " + context.request().path(), context.failure()));
        }
    }

    /** Returns whether the client aborted the body, or sent an invalid chunk, which Netty gives no exception class. */
    private static boolean isBrokenBody(RoutingContext context) {
        Throwable failure = context.failure();
        return !context.request().isEnded()
                && (failure instanceof HttpClosedException
                        || failure instanceof DecoderException
                        || failure instanceof NumberFormatException);
    }

    @Override
    public void failed(RoutingContext context, Throwable cause) {
        send(
                context,
                unknown(context.request().method() + " " + context.request().path(), cause));
    }

    /**
     * Turns a failure of the vault or a refused switchover into a 409. The messages of these exceptions are for users,
     * and contain no secret.
     */
    private static Throwable known(Throwable cause) {
        if (cause instanceof VaultException vault) {
            return ApiProblem.conflict(vault.text());
        }
        return cause instanceof SwitchoverRefusedException refused ? ApiProblem.conflict(refused.text()) : cause;
    }

    private static ProblemDetails unknown(String what, Throwable cause) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        LOG.error(
                "{} failed, reference {}: {}",
                what,
                reference,
                String.valueOf(cause).replaceAll("\\s+", " "));
        LOG.debug("Reference {}", reference, cause);
        Optional<MachineFault> machine = MachineFault.in(cause);
        boolean contradicts = MachineFault.isConstraint(cause);
        int status = machine.isPresent() || cause instanceof DataAccessException && !contradicts ? 503 : 500;
        Text happened = machine.map(MachineFault::text)
                .orElseGet(() -> status == 503
                        ? Text.of("The database can't be read or written. Check whether its disk is full, and whether "
                                + "its folder exists and is mounted. Nothing is synchronised until the database is "
                                + "available again; then restart the controller.")
                        : contradicts
                                ? Text.of("The change contradicts other rows of the database, so nothing was saved. "
                                        + "Either another program changed the database, or the controller has a "
                                        + "defect. Try again, and report the defect if the error occurs again.")
                                : Text.of("An error occurred in the controller."));
        Text detail = Text.of("{0} For details, see the controller's log, reference {1}.", happened, reference);
        return ProblemDetails.of(status, detail, reference);
    }
}

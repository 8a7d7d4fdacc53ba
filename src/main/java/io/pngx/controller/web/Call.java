package io.pngx.controller.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** One request, as it came over the wire. */
final class Call {
    /** Form fields that control the page, not the resource. */
    static final String QUESTION = "question";
    static final String SURE = "sure";
    static final String BACK = "back";
    static final Set<String> ABOUT_THE_FORM = Set.of(QUESTION, SURE, BACK);
    private static final String PROPERTY = "call";

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final Viewer viewer;
    private Map<String, List<String>> form;

    private Call(Exchange exchange) {
        this.exchange = exchange;
        this.viewer = Viewer.of(exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class));
        this.request = exchange.getMessage(HttpMessage.class).getRequest();
    }

    /** The first step of a route takes the call; it stays with the exchange when the message is replaced. */
    static Call of(Exchange exchange) {
        Call known = exchange.getProperty(PROPERTY, Call.class);
        if (known != null) {
            return known;
        }
        Call call = new Call(exchange);
        exchange.setProperty(PROPERTY, call);
        return call;
    }

    /** Answers with JSON, where {@link Answer} is not told better. */
    Answer answer(int status, Object json) {
        return new Answer(htmx(), status, json, null, null, null);
    }

    /** Answers with HTML, whoever asks. */
    Answer page(Supplier<String> html) {
        return new Answer(htmx(), 200, null, html, null, null);
    }

    /** Sends the browser to another page. */
    Answer go(String address) {
        return new Answer(false, 303, null, null, null, address);
    }

    /** Who asks; {@link Access} has found out. */
    Viewer viewer() {
        return viewer;
    }

    String method() {
        return request.method().name();
    }

    String path() {
        return request.path();
    }

    /** Path and query, without what the page has seen already. */
    String address() {
        return request.uri().replaceAll("(?<=[?&])seen=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    /** The path of the page that asked; empty where none did. */
    String from() {
        String current = plain() ? back() : request.getHeader("HX-Current-URL");
        return current == null ? "" : local(current).replaceFirst("[?#].*$", "");
    }

    /** Path and query of the page that sent the form; without a Referer, the page of the changed resource. */
    String back() {
        String named = form().getOrDefault(BACK, request.getHeader("Referer"));
        String page = named == null ? path() : local(named);
        return page.matches("/(?!/|api/)[!-\\[\\]-~]*") ? page : Place.of(page.replaceFirst("[?#].*$", "")).address();
    }

    private static String local(String address) {
        return address.replaceFirst("^[a-z]+://[^/]*", "");
    }

    /** Refuses a change that nobody confirmed. Scripts ask before they send a form; a form without scripts is answered with the question. */
    void mustBeSure(String... carried) {
        if (plain() && !form().containsKey(SURE)) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            List.of(carried).forEach(name -> values.put(name, formAll(name)));
            throw new Unconfirmed(form().getOrDefault(QUESTION, "Do you want this?"), values);
        }
    }

    /** What the last form said, for the page that is shown after it. */
    Optional<Flash> flash() {
        return Flash.of(request.getHeader("Cookie"));
    }

    /** Did a page ask, for a fragment in place of JSON? */
    boolean htmx() {
        return htmx(request);
    }

    static boolean htmx(HttpServerRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** Did somebody open a page, or send a form without scripts? */
    boolean wantsHtml() {
        return wantsHtml(request);
    }

    static boolean wantsHtml(HttpServerRequest request) {
        return (!request.path().startsWith("/api/") || isForm(request))
                && String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /** A program may accept HTML among other types, as Java's own client does by default; only a browser sends a form. */
    private static boolean isForm(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && contentType(request).equals(MediaTypes.FORM);
    }

    /** Did somebody open a page? */
    boolean opensPage() {
        return !htmx() && wantsHtml() && !plain();
    }

    /** Did a browser send a form of a page by itself, without scripts? */
    boolean plain() {
        return isForm(request) && !htmx() && wantsHtml();
    }

    /** The {@code {id}} of the path; 404 where it can't be one. */
    long id(String what) {
        String text = exchange.getMessage().getHeader("id", String.class);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw ApiProblem.notFound(
                    "There is no " + what + " with the id \"" + text + "\"; an id is a whole number.");
        }
    }

    /** The {@code {name}} of the path. */
    String name(String what) {
        String text = exchange.getMessage().getHeader("name", String.class);
        if (text == null || text.isBlank()) {
            throw ApiProblem.notFound("There is no " + what + " without a name.");
        }
        return text;
    }

    /** Without parameters, in lower case; empty where the client named none. */
    String contentType() {
        return contentType(request);
    }

    private static String contentType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type == null ? "" : WholeForms.named(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    byte[] body() {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    /** The last value of each field: a checkbox comes after the hidden field that stands for "off". */
    Map<String, String> form() {
        return last(fields());
    }

    /** Every value of a field of a form. */
    List<String> formAll(String name) {
        return fields().getOrDefault(name, List.of());
    }

    /** Read once: a route that failed asks again, when the body may be gone. */
    private Map<String, List<String>> fields() {
        if (form == null) {
            form = Map.of();
            form = contentType().equals(MediaTypes.FORM) ? WholeForms.read(body())
                    : request.formAttributes().names().stream().collect(Collectors.toMap(name -> name, name -> request.formAttributes().getAll(name)));
        }
        return form;
    }

    Map<String, String> query() {
        return query(request);
    }

    /** The last value of each query parameter. */
    static Map<String, String> query(HttpServerRequest request) {
        return last(new QueryStringDecoder(request.uri()).parameters());
    }

    private static Map<String, String> last(Map<String, List<String>> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach((name, all) -> values.put(name, all.get(all.size() - 1)));
        return values;
    }

    /** Every value of a query parameter. */
    List<String> all(String name) {
        return parameters().getOrDefault(name, List.of());
    }

    private Map<String, List<String>> parameters() {
        return new QueryStringDecoder(request.uri()).parameters();
    }
}

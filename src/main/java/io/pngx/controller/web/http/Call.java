package io.pngx.controller.web.http;

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
public final class Call {
    /** Form fields that control the page, not the resource. */
    static final String QUESTION = "question";
    static final String SURE = "sure";
    public static final String BACK = "back";
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
    public static Call of(Exchange exchange) {
        Call known = exchange.getProperty(PROPERTY, Call.class);
        if (known != null) {
            return known;
        }
        Call call = new Call(exchange);
        exchange.setProperty(PROPERTY, call);
        return call;
    }

    /** Answers with JSON, where {@link Answer} is not told better. */
    public Answer answer(int status, Object json) {
        return new Answer(htmx(), status, json, null, null, null);
    }

    /** Answers with HTML, whoever asks. */
    public Answer page(Supplier<String> html) {
        return new Answer(htmx(), 200, null, html, null, null);
    }

    /** Sends the browser to another page. */
    public Answer go(String address) {
        return new Answer(false, 303, null, null, null, address);
    }

    /** Who asks; {@link Access} has found out. */
    public Viewer viewer() {
        return viewer;
    }

    public String method() {
        return request.method().name();
    }

    public String path() {
        return request.path();
    }

    /** Path and query, without what the page has seen already. */
    public String address() {
        return request.uri().replaceAll("(?<=[?&])seen=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    /** The path of the page that asked; empty where none did. */
    public String from() {
        String current = plain() ? back() : request.getHeader("HX-Current-URL");
        return current == null ? "" : local(current).replaceFirst("[?#].*$", "");
    }

    /** Path and query of the page that sent the form; without a Referer, the page of the changed resource. */
    public String back() {
        String named = form().getOrDefault(BACK, request.getHeader("Referer"));
        String page = named == null ? path() : local(named);
        return page.matches("/(?!/|api/)[!-\\[\\]-~]*") ? page : PageRef.of(page.replaceFirst("[?#].*$", "")).address();
    }

    private static String local(String address) {
        return address.replaceFirst("^[a-z]+://[^/]*", "");
    }

    /** Refuses a change that nobody confirmed. Scripts ask before they send a form; a form without scripts is answered with the question. */
    public void mustBeSure(String... carried) {
        if (plain() && !form().containsKey(SURE)) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            List.of(carried).forEach(name -> values.put(name, formAll(name)));
            throw new ConfirmationRequiredException(form().getOrDefault(QUESTION, "Do you want this?"), values);
        }
    }

    /** What the last form said, for the page that is shown after it. */
    public Optional<Flash> flash() {
        return Flash.of(request.getHeader("Cookie"));
    }

    /** Did a page ask, for a fragment in place of JSON? */
    public boolean htmx() {
        return htmx(request);
    }

    public static boolean htmx(HttpServerRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** Did somebody open a page, or send a form without scripts? */
    boolean wantsHtml() {
        return wantsHtml(request);
    }

    public static boolean wantsHtml(HttpServerRequest request) {
        return (!request.path().startsWith("/api/") || isForm(request))
                && String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /** A program may accept HTML among other types, as Java's own client does by default; only a browser sends a form. */
    private static boolean isForm(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && contentType(request).equals(MediaTypes.FORM);
    }

    /** Did somebody open a page? */
    public boolean opensPage() {
        return !htmx() && wantsHtml() && !plain();
    }

    /** Did a browser send a form of a page by itself, without scripts? */
    public boolean plain() {
        return isForm(request) && !htmx() && wantsHtml();
    }

    /** The {@code {id}} of the path; 404 where it can't be one. */
    public long id(String what) {
        String text = exchange.getMessage().getHeader("id", String.class);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw ApiProblem.notFound(
                    "There is no " + what + " with the id \"" + text + "\"; an id is a whole number.");
        }
    }

    /** The {@code {name}} of the path. */
    public String name(String what) {
        String text = exchange.getMessage().getHeader("name", String.class);
        if (text == null || text.isBlank()) {
            throw ApiProblem.notFound("There is no " + what + " without a name.");
        }
        return text;
    }

    /** Without parameters, in lower case; empty where the client named none. */
    public String contentType() {
        return contentType(request);
    }

    private static String contentType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type == null ? "" : LargeForms.named(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    public byte[] body() {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    /** The last value of each field: a checkbox comes after the hidden field that stands for "off". */
    public Map<String, String> form() {
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
            form = contentType().equals(MediaTypes.FORM) ? LargeForms.read(body())
                    : request.formAttributes().names().stream().collect(Collectors.toMap(name -> name, name -> request.formAttributes().getAll(name)));
        }
        return form;
    }

    public Map<String, String> query() {
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
    public List<String> all(String name) {
        return parameters().getOrDefault(name, List.of());
    }

    private Map<String, List<String>> parameters() {
        return new QueryStringDecoder(request.uri()).parameters();
    }
}

package io.pngx.controller.web.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
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

/** One HTTP request: its path, query, form, headers and viewer. */
public final class Call {
    /** Names of the form fields of the confirmation page. No resource has fields with these names. */
    static final String QUESTION = "question";

    static final String SURE = "sure";
    public static final String BACK = "back";
    static final Set<String> CONFIRMATION_FIELDS = Set.of(QUESTION, SURE, BACK);
    /** Parameter of a page that refreshes itself: the versions of the sections that the page shows. */
    public static final String SEEN = "seen";

    private static final String PROPERTY = "call";

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final Viewer viewer;
    private Map<String, List<String>> form;

    private Call(Exchange exchange) {
        this.exchange = exchange;
        this.viewer =
                Viewer.of(exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class));
        this.request = exchange.getMessage(HttpMessage.class).getRequest();
    }

    /**
     * Returns the request of an exchange. The exchange keeps the returned object, because later steps replace the
     * message.
     */
    public static Call of(Exchange exchange) {
        Call known = exchange.getProperty(PROPERTY, Call.class);
        if (known != null) {
            return known;
        }
        Call call = new Call(exchange);
        exchange.setProperty(PROPERTY, call);
        return call;
    }

    /**
     * Returns the request of an exchange.
     *
     * @throws ApiProblem if the request has a query parameter
     */
    public static Call withoutParameters(Exchange exchange) {
        Call call = of(exchange);
        RequestFields.query(call).check();
        return call;
    }

    /**
     * Returns the request of an exchange.
     *
     * @throws ApiProblem if the request has a query parameter, or a body with fields
     */
    public static Call withoutFields(Exchange exchange) {
        return withoutParameters(exchange).withoutFields();
    }

    /**
     * Returns this request.
     *
     * @throws ApiProblem if the request has a body with fields
     */
    public Call withoutFields() {
        RequestFields.checkNone(this);
        return this;
    }

    /** Creates an answer in JSON. The methods of {@link Answer} replace this JSON with HTML or a note for pages. */
    public Answer answer(int status, Object json) {
        return new Answer(htmx(), status, json, null, null, null, null);
    }

    /** Creates an answer in HTML. */
    public Answer page(Supplier<String> html) {
        return new Answer(htmx(), 200, null, html, null, null, null);
    }

    /** Redirects the browser to the page of the setup. */
    public Answer setup() {
        return new Answer(false, 303, null, null, null, "/setup", null);
    }

    /** Sets the language, and redirects the browser to the page that sent the request. */
    public Answer choose(Language language) {
        return Answer.choose(language, back());
    }

    /** Returns the language of the viewer: the chosen one, or else the one that the browser prefers. */
    public Language language() {
        return language(request);
    }

    /** Returns the language of the viewer who sent a request. */
    public static Language language(HttpServerRequest request) {
        return LanguageCookie.read(request.getHeader("Cookie"))
                .orElseGet(() -> Language.preferred(request.getHeader("Accept-Language")));
    }

    /** Returns the viewer that the access check put into the request. */
    public Viewer viewer() {
        return viewer;
    }

    public String method() {
        return request.method().name();
    }

    public String path() {
        return request.path();
    }

    /** Returns path and query, without the versions of the sections that the page already shows. */
    public String address() {
        return request.uri().replaceAll("(?<=[?&])seen=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    /** Returns the path of the page that sent the request; empty if no page sent it. */
    public String from() {
        String current = plain() ? back() : request.getHeader("HX-Current-URL");
        return current == null ? "" : local(current).replaceFirst("[?#].*$", "");
    }

    /**
     * Returns path and query of the page that sent the form. If the request does not name that page, returns the
     * address of the page that shows the changed resource.
     */
    public String back() {
        String named = form().getOrDefault(BACK, request.getHeader("Referer"));
        String page = named == null ? path() : local(named);
        return page.matches("/(?!/|api/|language/)[!-\\[\\]-~]*")
                ? page
                : PageRef.of(page.replaceFirst("[?#].*$", "")).address();
    }

    private static String local(String address) {
        return address.replaceFirst("^[a-z]+://[^/]*", "");
    }

    /**
     * Refuses a form from a browser without JavaScript until the user confirms the change. The answer is a form that
     * asks for the confirmation. With JavaScript, the page asks the user before it sends the form.
     *
     * @param carried fields that the confirmation sends again
     */
    public void requireConfirmation(String... carried) {
        if (plain() && !form().containsKey(SURE)) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            List.of(carried).forEach(name -> values.put(name, formAll(name)));
            String asked = form().get(QUESTION);
            throw new ConfirmationRequiredException(
                    asked == null ? Text.of("Do you want to continue?") : Text.verbatim(asked), values);
        }
    }

    /** Returns the message of the last form post. */
    public Optional<Flash> flash() {
        return Flash.of(request.getHeader("Cookie"));
    }

    /** Returns true if a page requests an HTML fragment instead of JSON. */
    public boolean htmx() {
        return htmx(request);
    }

    public static boolean htmx(HttpServerRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** Returns true if a browser opens a page, or if a browser without JavaScript posts a form. */
    boolean wantsHtml() {
        return wantsHtml(request);
    }

    public static boolean wantsHtml(HttpServerRequest request) {
        return (!request.path().startsWith("/api/") || isForm(request))
                && String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /**
     * Returns whether a browser posts a form. The header Accept alone proves nothing: Java's HTTP client, for example,
     * also accepts HTML by default.
     */
    private static boolean isForm(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && contentType(request).equals(MediaTypes.FORM);
    }

    /** Returns true if a browser opens a page. */
    public boolean opensPage() {
        return !htmx() && wantsHtml() && !plain();
    }

    /** Returns true if a browser without JavaScript posts a form. */
    public boolean plain() {
        return isForm(request) && !htmx() && wantsHtml();
    }

    /** Returns the {@code {id}} of the path. Throws a 404 problem if the id is not a number. */
    public long id(String what) {
        String text = exchange.getMessage().getHeader("id", String.class);
        if (!text.matches("0|[1-9][0-9]{0,17}")) { // Java would also read "+2", "002" and digits of other scripts
            throw ApiProblem.notFound(
                    Text.of("There is no {0} with the id \"{1}\"; an id is a whole number.", Text.of(what), text));
        }
        return Long.parseLong(text);
    }

    /** Returns the {@code {name}} of the path. */
    public String name(String what) {
        String text = exchange.getMessage().getHeader("name", String.class);
        if (text == null || text.isBlank()) {
            throw ApiProblem.notFound(Text.of("There is no {0} without a name.", Text.of(what)));
        }
        return text;
    }

    /** Returns the content type without parameters, in lower case; empty if the client sent none. */
    public String contentType() {
        return contentType(request);
    }

    /**
     * Returns the content type for an expression of a route. Camel evaluates the expression on a copy of the exchange,
     * so this method must not store a {@link Call} in the exchange.
     */
    public static String contentType(Exchange exchange) {
        return contentType(exchange.getMessage(HttpMessage.class).getRequest());
    }

    private static String contentType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type == null
                ? ""
                : LargeForms.named(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /** Returns a header of the request; null if the client sent none. */
    String header(String name) {
        return request.getHeader(name);
    }

    public byte[] body() {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    /**
     * Returns the last value of each field. A form sends a hidden field with the value "off" before each checkbox; the
     * value of a ticked checkbox comes last, and is used.
     */
    public Map<String, String> form() {
        return last(fields());
    }

    /** Returns all values of a form field. */
    List<String> formAll(String name) {
        return fields().getOrDefault(name, List.of());
    }

    /**
     * Parses the form on the first call and keeps the fields, because an error route needs the fields after the body
     * was replaced.
     */
    private Map<String, List<String>> fields() {
        if (form == null) {
            form = Map.of();
            form = contentType().equals(MediaTypes.FORM)
                    ? LargeForms.read(body())
                    : request.formAttributes().names().stream()
                            .collect(Collectors.toMap(
                                    name -> name,
                                    name -> request.formAttributes().getAll(name)));
        }
        return form;
    }

    public Map<String, String> query() {
        return query(request);
    }

    /** Returns the last value of each query parameter. */
    static Map<String, String> query(HttpServerRequest request) {
        return last(parameters(request));
    }

    private static Map<String, String> last(Map<String, List<String>> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach((name, all) -> values.put(name, all.get(all.size() - 1)));
        return values;
    }

    /** Returns all values of a query parameter. */
    public List<String> all(String name) {
        return parameters(request).getOrDefault(name, List.of());
    }

    private static Map<String, List<String>> parameters(HttpServerRequest request) {
        return new QueryStringDecoder(request.uri()).parameters();
    }
}

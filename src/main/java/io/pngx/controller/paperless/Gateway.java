package io.pngx.controller.paperless;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends all calls to paperless-ngx instances.
 *
 * <p>Routes call {@code http://master/...} and {@code http://replica-2/...}. Inside the HTTP client, the gateway
 * replaces the host name by the real address, and adds the token. So no exchange, trace, endpoint name or metric
 * contains the address or the token. An unknown host name is refused. Before it sends a call, the gateway asks the
 * {@link Guard} and removes unknown headers. The gateway refuses answers that do not come from a paperless-ngx API.
 */
public final class Gateway implements HttpClientConfigurer {

    /** A user waits for a connection test, so its calls wait for a shorter time than those of a run. */
    private static final Timeout LONGEST_TEST_CALL = Timeout.ofSeconds(30);

    /** The page on which users sign in to paperless-ngx 2.x and 3.x. */
    private static final String SIGN_IN_PAGE = "/accounts/login/";

    private final InstanceRegistry instances = new InstanceRegistry();
    private final Map<String, Instant> lastDates = new ConcurrentHashMap<>();
    private final Guard guard;
    private final CallListener listener;
    private final RetryAfterRegistry retryAfterRegistry;
    private final Transport transport;
    private final CallLimits limits;
    private final ActiveCalls calls;
    private volatile Consumer<Write> beforeWrite = write -> {};

    public Gateway(Guard guard, Proxies proxies) {
        this(guard, proxies, CallListener.NONE, RetryAfterRegistry.NONE, CallLimits.DEFAULT);
    }

    public Gateway(
            Guard guard,
            Proxies proxies,
            CallListener listener,
            RetryAfterRegistry retryAfterRegistry,
            CallLimits limits) {
        this.retryAfterRegistry = retryAfterRegistry;
        this.guard = guard;
        this.listener = listener;
        this.limits = limits;
        calls = new ActiveCalls(limits);
        transport = new Transport(proxies);
    }

    /** Registers an instance under its host name. Replaces an earlier instance of the same name. */
    public void connect(Instance instance) {
        instances.connect(instance);
    }

    /**
     * Refuses every call to an instance, for example because its token can't be decrypted.
     *
     * @param why the message of the refusal
     */
    public void refuse(String host, Text title, Text why) {
        instances.refuse(host, title, why);
    }

    public void disconnect(String host) {
        instances.disconnect(host);
    }

    /**
     * Refuses every further call to an instance, and ends the calls in progress. Until {@link #connect}, no call
     * reaches the instance under this host name.
     *
     * @return false if a call is still in progress after 10 seconds
     */
    public boolean fence(String host) {
        instances.disconnect(host);
        lastDates.remove(host);
        guard.revokePermits(host);
        return calls.endAll(host);
    }

    /** Sets an action that runs before each write is sent. If the action throws an exception, the write is not sent. */
    public void beforeWrites(Consumer<Write> action) {
        beforeWrite = action;
    }

    public Optional<Instance> instance(String host) {
        return instances.find(host);
    }

    /** Returns the name of an instance for messages. */
    public Text title(String host) {
        return instance(host).map(Instance::title).orElseGet(() -> Text.verbatim(host));
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        transport.configure(builder);
        builder.disableAutomaticRetries(); // a repeated POST could create a document twice
        builder.disableRedirectHandling();
        builder.disableCookieManagement();
        builder.disableContentCompression();
        builder.setRoutePlanner(
                (target, context) -> transport.route(RealAddress.of(instances.require(target.getHostName())), context));
        builder.addExecInterceptorFirst("gateway", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Instance instance = instances.require(request.getAuthority().getHostName());
        String path = pathOf(request.getPath());
        guard.refusal(instance, request.getMethod(), path, queryOf(request.getPath()))
                .ifPresent(why -> {
                    throw new PaperlessException(Kind.REFUSED, instance.title(), why);
                });
        retryAfterRegistry.until(instance.base()).ifPresent(until -> {
            throw new PaperlessException(Kind.RETRY_LATER, instance.title(), RetryAfter.sentence(until));
        });
        makeBodySafe(request, instance, path);
        RealAddress.set(request, instance);
        if (isPage(path)) {
            request.removeHeaders(HttpHeaders.AUTHORIZATION); // a user who opens this page sends no token
        }
        transport.prepare(request, RealAddress.of(instance), instance.options(), scope.clientContext);
        if (instance.role() == Instance.Role.PROBE) {
            Transport.waitAtMost(LONGEST_TEST_CALL, scope.clientContext);
        }
        ActiveCall call = calls.begin(instance, request.getMethod(), path, () -> Transport.disconnect(scope));
        boolean streams = false;
        try {
            requireConnected(instance);
            if (!Guard.isRead(request.getMethod())) {
                beforeWrite.accept(Write.of(request, instance, path));
            }
            if (request.getEntity() != null) {
                request.setEntity(new CountedEntity(request.getEntity(), call));
            }
            ClassicHttpResponse response = proceed(instance, call.operation(), request, scope, chain);
            recordDate(instance, response);
            recordRetryAfter(instance, response);
            if (!isPage(path)) {
                AnswerCheck.check(instance, path, response);
            }
            AnswerHeaders.keepKnown(response);
            streams =
                    readBody(path, response, new AnswerBody(response, call, limits, () -> Transport.disconnect(scope)));
            return response;
        } catch (IOException | HttpException | RuntimeException | Error e) {
            Transport.disconnect(scope); // the rest of the answer is not read, because it may be endless
            if (call.cutOff() != null) {
                throw call.cutOff();
            }
            if (e instanceof PaperlessException refused) {
                refused.during(path);
            }
            throw e;
        } finally {
            if (!streams) {
                call.end();
            }
        }
    }

    /**
     * Passes the body of a file on as a stream; reads every other body.
     *
     * @return true: the reader of the stream ends the call
     */
    private static boolean readBody(String path, ClassicHttpResponse response, AnswerBody body) throws IOException {
        if (response.getEntity() == null) {
            return false;
        }
        boolean file = AnswerCheck.isFile(path) && response.getCode() < 300;
        if (file) {
            body.stream();
        } else {
            body.read(isPage(path));
        }
        return file;
    }

    /** Interrupts the call that a thread waits for, unless the call transfers a file fast enough. */
    public void cutStuck(Thread thread) {
        calls.cutStuck(thread);
    }

    /** Replaces the body of a restore, and checks the body of a PATCH. The guard has already allowed the call. */
    private void makeBodySafe(ClassicHttpRequest request, Instance instance, String path) throws IOException {
        if ("POST".equals(request.getMethod()) && Guard.isTrash(path)) {
            SafeBody.restore(
                    request,
                    guard.takeRestorePermit(instance.host())
                            .orElseThrow(() -> refused(instance, Guard.neverEmptied("POST", path))));
        } else if ("PATCH".equals(request.getMethod()) && !SafeBody.check(request, path)) {
            throw refused(
                    instance,
                    Text.of(
                            "may get a PATCH only with a JSON object of allowed keys; PATCH {0} was refused and not "
                                    + "sent.",
                            path));
        }
    }

    private static PaperlessException refused(Instance instance, Text why) {
        return new PaperlessException(Kind.REFUSED, instance.title(), why);
    }

    private ClassicHttpResponse proceed(
            Instance instance, Operation operation, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long start = System.nanoTime();
        int status = 0;
        try {
            ClassicHttpResponse response = transport.proceed(request, scope, chain);
            status = response.getCode();
            return response;
        } finally {
            listener.called(instance, operation, status, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Returns the header {@code Date} of an instance's last answer; empty if the header was missing or invalid. */
    public Optional<Instant> lastDate(String host) {
        return Optional.ofNullable(lastDates.get(host));
    }

    private void recordDate(Instance instance, ClassicHttpResponse response) {
        HttpDate.parse(AnswerCheck.header(response, HttpHeaders.DATE))
                .ifPresentOrElse(date -> lastDates.put(instance.host(), date), () -> lastDates.remove(instance.host()));
    }

    private void recordRetryAfter(Instance instance, ClassicHttpResponse response) {
        if (response.getCode() == 429 || response.getCode() >= 500) {
            RetryAfter.of(
                            AnswerCheck.header(response, HttpHeaders.RETRY_AFTER),
                            AnswerCheck.header(response, HttpHeaders.DATE))
                    .filter(time -> time.compareTo(RetryAfter.MAX_WAIT) > 0)
                    .ifPresent(time -> retryAfterRegistry.record(instance.base(), time));
        }
    }

    /** Allows calls to an instance before its {@code Retry-After} time is over, because a user requested a call. */
    public void clearRetryAfter(URI base) {
        retryAfterRegistry.clear(base);
    }

    /** Returns the time before which an instance must not be called; empty if a call is allowed now. */
    public Optional<Instant> retryAfter(String host) {
        return instance(host).flatMap(instance -> retryAfterRegistry.until(instance.base()));
    }

    /**
     * Refuses a call whose instance was disconnected, or got another address, after the guard allowed the call.
     * {@link #fence} did not end the call, because the call was not in progress yet.
     */
    private void requireConnected(Instance instance) {
        if (!instance.base().equals(instances.require(instance.host()).base())) {
            throw refused(instance, Text.of("has another address now; the call was refused and not sent."));
        }
    }

    /** Returns whether the path is the sign-in page. The answer is HTML, or a redirect to another login. */
    private static boolean isPage(String path) {
        return path.equals(SIGN_IN_PAGE);
    }

    private static String queryOf(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        return query < 0 ? null : pathAndQuery.substring(query + 1);
    }

    private static String pathOf(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        return query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    }
}

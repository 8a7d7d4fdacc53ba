package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.paperless.AccountPage;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.HttpDate;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.LookupPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Adds the answers of the route {@code readInstance} to its {@link InstanceSnapshot}. */
public final class InstanceReader {
    private final Gateway gateway;

    public InstanceReader(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Begins a new snapshot of the instance. */
    public void begin(@Body ReadingJob job) {
        job.read(new InstanceSnapshot(
                job.getHost(),
                gateway.instance(job.getHost()).map(Instance::base).orElse(null)));
    }

    /** Adds user and version. Rejects a user who is not a superuser, because lists would be incomplete. */
    public void identity(@Body ReadingJob job, @Variable(ExchangeNames.ANSWER) UiSettings answer, Exchange exchange) {
        String version =
                Received.header(exchange, ExchangeNames.ANSWER, "X-Version").orElse(null);
        Dialect.of(version);
        requireSuperuser(answer);
        Instant date = Received.header(exchange, ExchangeNames.ANSWER, "Date")
                .flatMap(HttpDate::parse)
                .orElse(null);
        job.reading().identity(answer.user(), version, date);
    }

    /** @throws PaperlessException if the user is not a superuser; lists that were read may then be incomplete */
    public void requireSuperuser(@Variable(ExchangeNames.ANSWER) UiSettings answer) {
        if (!answer.user().superuser()) {
            throw new PaperlessException(
                    PaperlessException.Kind.AUTH,
                    Text.of(
                            "answered that the token belongs to user \"{0}\", who is not a superuser and would not see"
                                    + " everything; use the token of a superuser.",
                            answer.user().username()));
        }
    }

    /** @return the kinds of lookup, as in the paths of the API */
    public List<String> kinds() {
        return Arrays.stream(Kind.values()).map(Kind::path).toList();
    }

    /** Adds the lookups of the kind that was read. */
    public void lookups(@Body ReadingJob job, @Variable(ExchangeNames.ANSWER) LookupPage page) {
        Kind kind = Kind.ofPath(job.reading().getUnreadKind());
        page.results().forEach(lookup -> lookup.requireOwner(kind));
        job.reading().lookups(kind, page.results());
    }

    public void users(@Body ReadingJob job, @Variable(ExchangeNames.ANSWER) AccountPage page) {
        job.reading().users(page.results());
    }

    public void groups(@Body ReadingJob job, @Variable(ExchangeNames.ANSWER) AccountPage page) {
        job.reading().groups(page.results());
    }

    /**
     * Adds the ids of all documents. paperless-ngx counts the documents and lists the ids with two queries, so that the
     * number of ids differs from the count if a document is added or deleted in between. The list is then read again.
     *
     * @throws PaperlessException if the answer lists no ids, or if the numbers differ each time
     */
    public void inventory(@Body ReadingJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        boolean changedMeanwhile = page.all() != null && page.all().length != page.count();
        if (!changedMeanwhile || job.reading().isLastListing()) {
            job.reading().inventory(page.ids());
        }
    }

    /** Begins a scan of the master's changes, and of named documents. */
    public void beginScan(@Body CycleJob cycle) {
        cycle.beginScan();
    }

    public void addScanned(@Body CycleJob cycle, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        cycle.scan().add(page);
    }
}

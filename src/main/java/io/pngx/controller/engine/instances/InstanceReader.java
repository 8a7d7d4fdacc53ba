package io.pngx.controller.engine.instances;

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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Adds the answers of the route {@code readInstance} to its {@link InstanceSnapshot}. */
public final class InstanceReader {
    private final Gateway gateway;

    public InstanceReader(Gateway gateway) {
        this.gateway = gateway;
    }

    /** @return an empty snapshot of the instance with this host name */
    public InstanceSnapshot begin(@ExchangeProperty("host") String host) {
        return new InstanceSnapshot(
                host, gateway.instance(host).map(Instance::base).orElse(null));
    }

    /** Adds user and version. Rejects a user who is no superuser: lists would be incomplete. */
    public void identity(
            @Body UiSettings answer,
            @Header("X-Version") String version,
            @Header("Date") String date,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        Dialect.of(version);
        if (!answer.user().superuser()) {
            throw new PaperlessException(
                    PaperlessException.Kind.AUTH,
                    null,
                    "takes the token for user \""
                            + answer.user().username() + "\", who is no superuser and would not see everything; "
                            + "use the token of a superuser.");
        }
        reading.identity(answer.user(), version, HttpDate.parse(date).orElse(null));
    }

    /** @return the kinds of lookup, as in the paths of the API */
    public List<String> kinds() {
        return Arrays.stream(Kind.values()).map(Kind::path).toList();
    }

    public int kindCount() {
        return Kind.values().length;
    }

    /** @return the kind for this iteration of the loop */
    public String kind(@ExchangeProperty(Exchange.LOOP_INDEX) int index) {
        return Kind.values()[index].path();
    }

    /** @return a scan of the master's changes; empty if {@code since} is null */
    public Scan scan(@ExchangeProperty("master") InstanceSnapshot master, @ExchangeProperty("since") Instant since) {
        return new Scan(master, since);
    }

    public void lookups(
            @Body LookupPage page,
            @ExchangeProperty("kind") String kind,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        page.results().forEach(lookup -> lookup.requireOwner(Kind.ofPath(kind)));
        reading.lookups(Kind.ofPath(kind), page.results());
    }

    public void users(@Body AccountPage page, @ExchangeProperty("reading") InstanceSnapshot reading) {
        reading.users(page.results());
    }

    public void groups(@Body AccountPage page, @ExchangeProperty("reading") InstanceSnapshot reading) {
        reading.groups(page.results());
    }

    /** @throws PaperlessException if the number of ids differs from the count in the answer */
    public void inventory(@Body DocumentPage page, @ExchangeProperty("reading") InstanceSnapshot reading) {
        reading.inventory(page.ids());
    }

    public void addScanned(@Body DocumentPage page, @ExchangeProperty("scan") Scan scan) {
        scan.add(page);
    }
}

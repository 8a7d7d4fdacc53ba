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

/** Takes the answers of the route {@code readInstance} into its {@link InstanceSnapshot}. */
public final class InstanceReader {
    private final Gateway gateway;

    public InstanceReader(Gateway gateway) {
        this.gateway = gateway;
    }

    /** An empty reading of the instance behind a host name. */
    public InstanceSnapshot begin(@ExchangeProperty("host") String host) {
        return new InstanceSnapshot(
                host, gateway.instance(host).map(Instance::base).orElse(null));
    }

    /** Who we are there, and which version answers. Rights below superuser are refused: lists would be incomplete. */
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
                            + answer.user().username() + "\", who is no superuser and so would not see everything; "
                            + "use the token of a superuser.");
        }
        reading.is(answer.user(), version, HttpDate.parse(date).orElse(null));
    }

    /** The kinds of lookup, as the API names them. */
    public List<String> kinds() {
        return Arrays.stream(Kind.values()).map(Kind::path).toList();
    }

    public int kindCount() {
        return Kind.values().length;
    }

    /** The kind of this turn of the loop. */
    public String kind(@ExchangeProperty(Exchange.LOOP_INDEX) int index) {
        return Kind.values()[index].path();
    }

    /** The scan of the master from {@code since} on; null where nothing is to be scanned. */
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

    /** @throws PaperlessException where the list of ids is not what the count says: then nothing is concluded from it */
    public void inventory(@Body DocumentPage page, @ExchangeProperty("reading") InstanceSnapshot reading) {
        reading.inventory(page.ids());
    }

    public void scanned(@Body DocumentPage page, @ExchangeProperty("scan") Scan scan) {
        scan.add(page);
    }
}

package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Describes the failed call of an exchange. */
final class FailedCall {
    private static final Pattern METHOD = Pattern.compile("[?&]httpMethod=([A-Z]+)");

    private FailedCall() {}

    /**
     * Returns method and path of the call, without the options of Camel. If the endpoint is dynamic, the path comes
     * from the answer.
     */
    static String describe(Exchange exchange) {
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        Matcher method = METHOD.matcher(endpoint);
        String address = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                        && http.getUri() != null
                ? http.getUri()
                : endpoint;
        String path = address.replaceFirst("^[a-z]+://[^/?]*", "").replaceFirst("\\?.*$", "");
        return ((method.find() ? method.group(1) : "GET") + " " + path).strip();
    }

    static String hostOf(Exchange exchange) {
        String prefix = "http://";
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        if (!endpoint.contains(prefix)) { // the endpoint is of another kind, such as the dead letter channel
            endpoint = exchange.getProperty(Exchange.FAILURE_ENDPOINT, "", String.class);
        }
        int start = endpoint.indexOf(prefix);
        return start < 0
                ? Instance.MASTER_HOST
                : endpoint.substring(start + prefix.length()).split("[/?:]", 2)[0];
    }

    /**
     * Returns the host name of the replica of the run. A failed rule or a freeze is about this replica, even if the
     * last call went to the master.
     */
    static String hostOfRun(Exchange exchange, String otherwise) {
        Job job = exchange.getProperty(ExchangeNames.JOB, Job.class);
        return job == null || job.run() == null
                ? otherwise
                : Replica.hostOf(job.run().replicaId());
    }
}

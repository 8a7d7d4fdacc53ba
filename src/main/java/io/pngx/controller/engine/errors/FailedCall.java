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
    private static final String PREFIX = "http://";
    private static final Pattern METHOD = Pattern.compile("[?&]httpMethod=([A-Z]+)");

    private FailedCall() {}

    /**
     * Returns method and path of the call, without the options of Camel. If the endpoint is dynamic, the path comes
     * from the answer.
     */
    static String describe(Exchange exchange) {
        String endpoint = endpoint(exchange);
        Matcher method = METHOD.matcher(endpoint);
        String address = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                        && http.getUri() != null
                ? http.getUri()
                : endpoint;
        String path = address.replaceFirst("^[a-z]+://[^/?]*", "").replaceFirst("\\?.*$", "");
        return ((method.find() ? method.group(1) : "GET") + " " + path).strip();
    }

    static String hostOf(Exchange exchange) {
        String endpoint = endpoint(exchange);
        int start = endpoint.indexOf(PREFIX);
        return start < 0
                ? Instance.MASTER_HOST
                : endpoint.substring(start + PREFIX.length()).split("[/?:]", 2)[0];
    }

    private static String endpoint(Exchange exchange) {
        String endpoint = exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
        return endpoint.contains(PREFIX)
                ? endpoint
                // the endpoint is of another kind, such as the dead letter channel
                : exchange.getProperty(Exchange.FAILURE_ENDPOINT, "", String.class);
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

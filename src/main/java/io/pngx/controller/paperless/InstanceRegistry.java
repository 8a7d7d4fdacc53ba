package io.pngx.controller.paperless;

import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Maps each host name in routes to its instance, and refuses unknown host names. */
final class InstanceRegistry {
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();
    private final Map<String, PaperlessException> refusals = new ConcurrentHashMap<>();

    void connect(Instance instance) {
        refusals.remove(instance.host());
        instances.put(instance.host(), instance);
    }

    void refuse(String host, Text title, Text why) {
        instances.remove(host);
        refusals.put(host, new PaperlessException(Kind.AUTH, title, why));
    }

    void disconnect(String host) {
        instances.remove(host);
    }

    Optional<Instance> find(String host) {
        return Optional.ofNullable(instances.get(host));
    }

    /** @throws PaperlessException if the host name is unknown, or if every call to its instance is refused */
    Instance require(String host) {
        Instance instance = instances.get(host);
        if (instance == null) {
            PaperlessException refusal = refusals.get(host);
            throw refusal != null
                    ? refusal
                    : new PaperlessException(
                            Kind.REFUSED, Text.of("\"{0}\"", host), Text.of("is not a known paperless-ngx instance."));
        }
        return instance;
    }
}

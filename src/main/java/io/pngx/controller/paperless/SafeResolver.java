package io.pngx.controller.paperless;

import io.pngx.controller.config.AddressPolicy;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.PaperlessException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Names are looked at when they are called, not only when they are entered: what they stand for may change ({@link AddressPolicy}). */
public final class SafeResolver extends SystemDefaultDnsResolver {
    private final Proxies proxies;

    /** @param proxies whose own addresses are the operator's business */
    public SafeResolver(Proxies proxies) {
        this.proxies = proxies;
    }

    /** @throws PaperlessException where it stands for an address that is never called */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = super.resolve(host);
        if (!proxies.is(host)) {
            for (InetAddress address : found) {
                AddressPolicy.refusal(address).ifPresent(why -> {
                    throw new PaperlessException(
                            Kind.BLOCKED,
                            "The host \"" + host + "\"",
                            "stands for " + address.getHostAddress() + ", which " + why + "; nothing was sent.");
                });
            }
        }
        return found;
    }
}

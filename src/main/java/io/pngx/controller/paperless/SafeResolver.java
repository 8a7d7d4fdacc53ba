package io.pngx.controller.paperless;

import io.pngx.controller.config.AddressPolicy;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.PaperlessException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Checks each resolved address against the {@link AddressPolicy}, since the address of a name can change after it was
 * entered.
 */
public final class SafeResolver extends SystemDefaultDnsResolver {
    private final Proxies proxies;

    /** @param proxies the proxies, whose own addresses are not checked: the operator chose them */
    public SafeResolver(Proxies proxies) {
        this.proxies = proxies;
    }

    /** @throws PaperlessException where the name has an address that is never called */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = super.resolve(host);
        if (!proxies.isProxy(host)) {
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

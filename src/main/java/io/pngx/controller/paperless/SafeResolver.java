package io.pngx.controller.paperless;

import io.pngx.controller.config.AddressPolicy;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Checks each resolved address against the {@link AddressPolicy}, because the address of a host name can change after
 * the user entered the name.
 */
public final class SafeResolver extends SystemDefaultDnsResolver {
    private final Proxies proxies;

    /** @param proxies the proxies; their own addresses are not checked, because the operator chose them */
    public SafeResolver(Proxies proxies) {
        this.proxies = proxies;
    }

    /** @throws PaperlessException if the name has an address that the controller never calls */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = super.resolve(host);
        if (!proxies.isProxy(host)) {
            for (InetAddress address : found) {
                AddressPolicy.refusal(address).ifPresent(why -> {
                    throw new PaperlessException(
                            Kind.BLOCKED,
                            Text.of("The host \"{0}\"", host),
                            Text.of("leads to {0}, which {1}. Nothing was sent.", address.getHostAddress(), why));
                });
            }
        }
        return found;
    }
}

package io.pngx.controller.paperless;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads certificates in PEM format: one or more blocks from BEGIN CERTIFICATE to END CERTIFICATE. */
public final class Certificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private Certificates() {}

    /**
     * Checks that a text holds certificates and no private key. Other text may precede the first certificate.
     *
     * @return the text without surrounding whitespace, with a final newline
     * @throws RefusedValueException if the text is not accepted; the message is a sentence without its subject
     */
    public static String checked(String pem) {
        if (pem.contains("PRIVATE KEY")) {
            throw new RefusedValueException(Text.of(
                    "holds a private key, which must not leave its server; enter only the certificate of the CA"));
        }
        try {
            read(pem);
            return pem.strip() + "\n";
        } catch (GeneralSecurityException e) {
            throw new RefusedValueException(Text.of(
                    "is not a readable certificate; enter the text from {0} to -----END CERTIFICATE-----", BEGIN));
        }
    }

    /** Returns a TLS context that trusts only the given certificates, and no certificates of the Java runtime. */
    public static SSLContext trusting(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : read(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The stored CA certificates can't be used", e);
        }
    }

    private static Collection<? extends Certificate> read(String pem) throws GeneralSecurityException {
        int begin = pem.indexOf(BEGIN);
        if (begin < 0) {
            throw new CertificateException("none");
        }
        byte[] bytes = pem.substring(begin).getBytes(StandardCharsets.US_ASCII);
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
    }
}

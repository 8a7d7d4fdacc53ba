package io.pngx.controller.flow;

import io.pngx.controller.paperless.OwnCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server on a free port, which keeps the mails that it accepts. */
final class MailServer implements AutoCloseable {
    static final String USER = "pngx";
    static final String PASSWORD = "s3cret pass word";
    static final String UNKNOWN = "unknown@example.org";

    /** @param text head and body as they were sent */
    record Mail(String from, List<String> to, String text) {}

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final SMTPServer server;

    private MailServer(SMTPServer.Builder builder) {
        server = builder.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Incoming())
                .build();
        server.start();
    }

    /** One mail on its way in. */
    private final class Incoming implements MessageHandler {
        private final List<String> recipients = new ArrayList<>();
        private String sender;

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.equals(UNKNOWN)) {
                throw new RejectException(550, "no such mailbox");
            }
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException {
            mails.add(
                    new Mail(sender, List.copyOf(recipients), new String(data.readAllBytes(), StandardCharsets.UTF_8)));
            return null;
        }

        @Override
        public void done() {}
    }

    /** A server without encryption and without users. */
    static MailServer open() {
        return new MailServer(new SMTPServer.Builder());
    }

    /** A server that requires STARTTLS, a user and a password. */
    static MailServer startTls(OwnCertificates certificates) throws Exception {
        return new MailServer(
                signIn().startTlsSocketFactory(certificates.context()).requireTLS());
    }

    /** A server that requires TLS from the start, a user and a password. */
    static MailServer tls(OwnCertificates certificates) throws Exception {
        return new MailServer(signIn().serverSocketFactory(certificates.context()));
    }

    private static SMTPServer.Builder signIn() {
        return new SMTPServer.Builder()
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                        throw new LoginFailedException();
                    }
                }));
    }

    int port() {
        return server.getPortAllocated();
    }

    List<Mail> mails() {
        return mails;
    }

    @Override
    public void close() {
        server.stop();
    }
}

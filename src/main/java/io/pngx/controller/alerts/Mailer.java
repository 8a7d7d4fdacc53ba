package io.pngx.controller.alerts;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Certificates;
import io.pngx.controller.paperless.SafeResolver;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertOutbox.Message;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.text.Text;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import org.apache.camel.Body;

/**
 * Sends an alert as a mail over SMTP. The password is sent only over TLS. Proxies are not used, because they are for
 * HTTP.
 */
public final class Mailer {
    private static final String PATIENCE = "10000"; // milliseconds

    private final AlertTargets targets;
    private final Vault vault;
    private final SafeResolver resolver;
    private final Clock clock;

    Mailer(AlertTargets targets, Vault vault, Proxies proxies, Clock clock) {
        this.targets = targets;
        this.vault = vault;
        this.resolver = new SafeResolver(proxies);
        this.clock = clock;
    }

    /**
     * Sends a message to all recipients, or to none.
     *
     * @throws IOException if the server cannot be reached
     * @throws RefusedAlertException if the server refuses the message
     */
    public void send(@Body Message message) throws IOException {
        AlertTarget target = targets.find(AlertKind.MAIL.word())
                .orElseThrow(() -> new IllegalStateException("The alert target of this name no longer exists."));
        URI server = URI.create(vault.decrypt(target.url()));
        // Java caches the address that is checked here, so the connection below uses the same address.
        resolver.resolve(server.getHost());
        String user = target.option("user");
        Session session = Session.getInstance(properties(target));
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mail = mail(session, target, message);
            transport.connect(
                    server.getHost(),
                    server.getPort(),
                    user.isEmpty() ? null : user,
                    target.token() == null ? null : vault.decrypt(target.token()));
            transport.sendMessage(mail, mail.getAllRecipients());
        } catch (MessagingException e) {
            throw refused(e, target);
        }
    }

    private static Properties properties(AlertTarget target) {
        Properties properties = new Properties();
        String security = target.option("security");
        properties.put("mail.smtp.auth", String.valueOf(!target.option("user").isEmpty()));
        properties.put("mail.smtp.ssl.enable", String.valueOf(security.equals("tls")));
        properties.put("mail.smtp.starttls.enable", String.valueOf(security.equals("starttls")));
        properties.put("mail.smtp.starttls.required", String.valueOf(security.equals("starttls")));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.connectiontimeout", PATIENCE);
        properties.put("mail.smtp.timeout", PATIENCE);
        properties.put("mail.smtp.writetimeout", PATIENCE);
        properties.put("mail.from", target.option("from"));
        if (!target.option("ca").isEmpty()) {
            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    Certificates.trusting(target.option("ca")).getSocketFactory());
        }
        return properties;
    }

    private MimeMessage mail(Session session, AlertTarget target, Message message) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress(target.option("from")));
        mail.setRecipients(jakarta.mail.Message.RecipientType.TO, InternetAddress.parse(target.option("to")));
        mail.setSubject(AlertFormat.title(message.event()), StandardCharsets.UTF_8.name());
        mail.setText(message.body() + "\n", StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(clock.instant()));
        mail.setHeader("Auto-Submitted", "auto-generated"); // prevents out-of-office replies
        mail.saveChanges();
        return mail;
    }

    /** Returns the problem without the server's text, which may contain addresses. */
    private static RefusedAlertException refused(MessagingException failure, AlertTarget target) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException broken) {
                throw broken;
            }
        }
        if (failure instanceof AuthenticationFailedException) {
            return new RefusedAlertException(Text.of("The mail server refused the user name or the password."));
        }
        if (String.valueOf(failure.getMessage()).contains("STARTTLS is required")) {
            return new RefusedAlertException(
                    Text.of("The mail server does not offer STARTTLS; choose another encryption."));
        }
        if (failure instanceof SendFailedException) {
            boolean anonymous = target.option("user").isEmpty();
            return new RefusedAlertException(Text.of(
                    anonymous
                            ? "The mail server refused the sender or a recipient; perhaps it requires a user name."
                            : "The mail server refused the sender or a recipient."));
        }
        return new RefusedAlertException(Text.of("The mail server did not accept the mail."));
    }
}

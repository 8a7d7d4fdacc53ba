package io.pngx.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated paperless-ngx, which answers HTTP on the loopback address. A new instance has only a superuser {@code
 * admin} (id 2, password {@code pw}).
 */
public final class Paperless implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Paperless.class);
    /** {@code PAPERLESS_TIME_ZONE}. */
    private static final ZoneId TIME_ZONE = ZoneId.of("Europe/Berlin");

    private final Instance instance;
    private final Authentication authentication;
    private final Application application;
    private final Worker worker;
    private final Faults faults;
    private final Journal journal = new Journal();
    private HttpFront front;
    private final int port;
    private final String host;
    private final Library library;

    private Paperless(Builder builder) {
        this.host = builder.host;
        this.instance = new Instance(builder.personality, new ServerClock(TIME_ZONE), newFolder());
        instance.deleteDuplicates = builder.deleteDuplicates;
        instance.thumbnail = builder.thumbnail;
        this.worker = new Worker(builder.consumeTime, "simulator-worker");
        this.authentication = new Authentication(instance);
        Permissions permissions = new Permissions(instance);
        this.application = new Application(
                instance, authentication, permissions, Wiring.routes(instance, permissions, authentication, worker));
        this.faults = new Faults(instance);
        this.library = new Library(instance);
        addFirstUsers();
        this.front = new HttpFront(host, builder.port, instance, application, faults, journal);
        this.port = front.port();
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("paperless-simulator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addFirstUsers() {
        // Id 1 belongs to the hidden AnonymousUser.
        instance.idsFrom("user", 1);
        UserRow admin = new UserRow(instance.nextId("user"), "admin");
        admin.password = "pw";
        admin.superuser = true;
        admin.staff = true;
        admin.joined = instance.clock.now();
        admin.token = authentication.newToken();
        instance.users.put(admin.id, admin);
    }

    public static Builder v2() {
        return new Builder(Personality.V2_20);
    }

    public static Builder v3() {
        return new Builder(Personality.V3_0);
    }

    /** Builds a simulated server. */
    public static final class Builder {
        private final Personality personality;
        private String host = "127.0.0.1";
        private int port;
        private Duration consumeTime = Duration.ofMillis(20);
        private boolean deleteDuplicates;
        private byte[] thumbnail;

        private Builder(Personality personality) {
            this.personality = personality;
        }

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** Sets the port; 0: any free port. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Sets how long the worker takes for each document. */
        public Builder consumeTime(Duration time) {
            this.consumeTime = time;
            return this;
        }

        /** Sets v3's {@code PAPERLESS_CONSUMER_DELETE_DUPLICATES}. */
        public Builder deleteDuplicates(boolean delete) {
            this.deleteDuplicates = delete;
            return this;
        }

        /** Sets the thumbnail of every document; by default, documents have pictures of pages. */
        public Builder thumbnail(byte[] picture) {
            this.thumbnail = picture.clone();
            return this;
        }

        public Paperless start() {
            return new Paperless(this);
        }
    }

    /** Returns the base address, without a slash at the end. */
    public String url() {
        return "http://" + host + ":" + port();
    }

    public int port() {
        return port;
    }

    public String version() {
        return instance.personality.version;
    }

    public ServerClock clock() {
        return instance.clock;
    }

    public Worker worker() {
        return worker;
    }

    public Faults faults() {
        return faults;
    }

    public Journal journal() {
        return journal;
    }

    /** Returns the direct access to the state of the server. */
    public Library library() {
        return library;
    }

    /** Returns the REST API without HTTP, as {@code admin}. */
    public LocalApi api() {
        return api("admin");
    }

    public LocalApi api(String username) {
        return locked(() -> new LocalApi(application, known(username)));
    }

    private <T> T locked(Supplier<T> work) {
        instance.lock.lock();
        try {
            return work.get();
        } finally {
            instance.lock.unlock();
        }
    }

    private UserRow known(String username) {
        UserRow user = instance.user(username);
        if (user == null) {
            throw new IllegalArgumentException("no user " + username);
        }
        return user;
    }

    public String adminToken() {
        return token("admin");
    }

    /** Returns the token of a user. The first call creates the token. */
    public String token(String username) {
        return locked(() -> {
            UserRow user = known(username);
            if (user.token == null) {
                user.token = authentication.newToken();
            }
            return user.token;
        });
    }

    /** Gives the user a new token. The old token then returns 401. */
    public String revokeToken(String username) {
        return locked(() -> {
            known(username).token = authentication.newToken();
            return known(username).token;
        });
    }

    public int createUser(String username, String... permissions) {
        return locked(() -> {
            UserRow user = new UserRow(instance.nextId("user"), username);
            user.password = "pw";
            user.joined = instance.clock.now();
            user.permissions.addAll(List.of(permissions));
            instance.users.put(user.id, user);
            return user.id;
        });
    }

    public int createSuperuser(String username) {
        return locked(() -> {
            int id = createUser(username);
            instance.users.get(id).superuser = true;
            return id;
        });
    }

    public int createGroup(String name, String... permissions) {
        return locked(() -> {
            GroupRow group = new GroupRow(instance.nextId("group"), name);
            group.permissions.addAll(List.of(permissions));
            instance.groups.put(group.id, group);
            return group.id;
        });
    }

    public void addToGroup(String username, int group) {
        locked(() -> known(username).groups.add(group));
    }

    /** Makes the user a normal user, who has exactly these model permissions. */
    public void demote(String username, String... permissions) {
        locked(() -> {
            UserRow user = known(username);
            user.superuser = false;
            user.staff = false;
            user.permissions.clear();
            return user.permissions.addAll(List.of(permissions));
        });
    }

    public void promote(String username) {
        locked(() -> known(username).superuser = true);
    }

    public void deleteDuplicates(boolean delete) {
        instance.deleteDuplicates = delete;
    }

    /** Sets {@code PAPERLESS_PRE_CONSUME_SCRIPT} to a script that changes each file before it is stored. */
    public void changeFiles(boolean change) {
        instance.changeFiles = change;
    }

    /**
     * Upgrades 2.20 to 3.0: checksums change, {@code modified} does not, and all tasks are dropped (paperless-api.md
     * §0). A document whose file is lost keeps its MD5.
     */
    public void upgradeToV3() {
        locked(() -> {
            worker.forget();
            instance.tasks.clear();
            instance.documents.values().forEach(row -> row.keepsMd5 = row.fileLost);
            instance.personality = Personality.V3_0;
            return null;
        });
    }

    /** Refuses connections, as a stopped container does. The state is kept. */
    public synchronized void goOffline() {
        if (front != null) {
            front.close();
            front = null;
        }
    }

    /** Accepts connections again, on the same port. */
    public synchronized void goOnline() {
        if (front == null) {
            front = new HttpFront(host, port, instance, application, faults, journal);
        }
    }

    @Override
    public void close() {
        goOffline();
        worker.close();
        try (Stream<Path> files = Files.walk(instance.folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A request that was interrupted by closing may still write. The folder is temporary, so the files may
            // remain.
            LOG.debug("The folder of the simulator was not deleted: {}", instance.folder, e);
        }
    }
}

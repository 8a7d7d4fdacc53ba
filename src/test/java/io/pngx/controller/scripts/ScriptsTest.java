package io.pngx.controller.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the release workflow, with a fake {@code docker} on the PATH that records its arguments. The test sets
 * the health that it reports.
 */
class ScriptsTest {
    private static final String DOCKER = """
            #!/bin/sh
            # One container: its image stands in ./running, images that become healthy in ./healthy, calls in ./calls.
            state=$(dirname "$0")
            echo "$*" >> "$state/calls"
            if test "$1" = compose && grep -qs broken docker-compose.yml; then
              echo "docker-compose.yml is not understood"
              exit 15
            fi
            case "$1 $2" in
              "inspect --format")
                test -f "$state/running" || exit 1
                case $3 in
                  *State.Status*) test -f "$state/ends" && echo "exited 0" || echo "running 0" ;;
                  *) cat "$state/running" ;;
                esac ;;
              "exec pngx-controller")
                grep -qxF "$(cat "$state/running")" "$state/healthy" && exit 0
                echo "Nothing answers at /127.0.0.1 port 8000"
                exit 1 ;;
              "logs --tail")
                echo "the end of the log" ;;
              "image inspect")
                if test "$3" = --format; then echo "sha256:of-$5"; else ! grep -qsxF "$3" "$state/missing"; fi
                exit ;;
              pull*)
                echo "manifest unknown" >&2
                exit 1 ;;
              "images --no-trunc")
                cat "$state/images" 2> /dev/null
                exit 0 ;;
              "compose up")
                echo "$PNGX_IMAGE" > "$state/running"
                echo "compose $(cat docker-compose.yml 2>/dev/null | head -n 1) as $PUID" >> "$state/calls"
                if test -f "$state/upgrades"; then
                  rm "$state/upgrades"
                  cp "$DATA_FOLDER/db.sqlite3" "$DATA_FOLDER/db.sqlite3.before-20261127T120000.000Z-99-from-13"
                  echo between > "$DATA_FOLDER/db.sqlite3.before-20261127T120001.000Z-99-from-14"
                  echo new > "$DATA_FOLDER/db.sqlite3"
                fi
                exit 0 ;;
              *) exit 0 ;;
            esac
            """;

    @TempDir
    Path folder;

    private Path bin;
    private Path data;

    private record Ended(int code, String said) {}

    @BeforeEach
    void fakeDocker() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(bin.resolve("docker"), DOCKER);
        Files.setPosixFilePermissions(bin.resolve("docker"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(bin.resolve("healthy"), "");
        Files.writeString(data.resolve("db.sqlite3"), "old");
    }

    private Ended run(Path where, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        bin + ":" + System.getenv("PATH"),
                        "DATA_FOLDER",
                        data.toString(),
                        "POLL_SECONDS",
                        "0",
                        "HEALTH_SECONDS",
                        "6"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static String script(String name) {
        return Path.of("scripts", name).toAbsolutePath().toString();
    }

    private Ended deploy(String image) throws Exception {
        return run(folder, Map.of(), script("deploy"), image);
    }

    private void runs(String image) throws IOException {
        Files.writeString(bin.resolve("running"), image + "\n");
    }

    private void healthy(String... images) throws IOException {
        Files.write(bin.resolve("healthy"), List.of(images));
    }

    private String running() throws IOException {
        return Files.readString(bin.resolve("running")).strip();
    }

    @Test
    void anImageThatBecomesHealthyStaysAndIsTheOneThatComposeStartsFromThenOn() throws Exception {
        runs("sha256:old");
        healthy("pngx-controller:0.2.0");
        Ended ended = deploy("pngx-controller:0.2.0");
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(running()).isEqualTo("pngx-controller:0.2.0");
        assertThat(Files.readAllLines(bin.resolve("calls")))
                .contains("tag pngx-controller:0.2.0 pngx-controller:latest");
    }

    @Test
    void oneThatDoesNotIsRolledBackWithTheDatabaseThatItUpgraded() throws Exception {
        runs("sha256:old");
        healthy("sha256:old");
        Files.createFile(bin.resolve("upgrades"));
        Files.writeString(data.resolve("db.sqlite3-wal"), "new");
        Ended ended = deploy("pngx-controller:0.2.0");
        assertThat(ended.code()).as(ended.said()).isEqualTo(1);
        assertThat(ended.said())
                .contains(
                        "did not become healthy within 6 seconds. Its health check: "
                                + "Nothing answers at /127.0.0.1 port 8000",
                        "the end of the log",
                        "put back as it was before the upgrade",
                        "The image before runs again: sha256:old");
        assertThat(running()).isEqualTo("sha256:old");
        assertThat(Files.readString(data.resolve("db.sqlite3"))).isEqualTo("old");
        assertThat(data.resolve("db.sqlite3-wal")).doesNotExist();
        List<String> calls = Files.readAllLines(bin.resolve("calls"));
        assertThat(calls).noneMatch(call -> call.startsWith("tag "));
        assertThat(calls.indexOf("compose stop controller"))
                .as("stopped before its database is replaced")
                .isGreaterThan(calls.indexOf("logs --tail 20 pngx-controller"))
                .isLessThan(calls.lastIndexOf("compose up --detach --no-build --force-recreate controller"));
    }

    @Test
    void anImageThatDoesNotExistStopsNothing() throws Exception {
        runs("sha256:old");
        healthy("sha256:old");
        Files.writeString(bin.resolve("missing"), "pngx-controller:9.9.9\n");
        Path compose = Files.writeString(folder.resolve("docker-compose.yml"), "# new\n");
        Files.writeString(folder.resolve("docker-compose.yml.before"), "# before\n");
        Ended ended = deploy("pngx-controller:9.9.9");
        assertThat(ended.code()).as(ended.said()).isEqualTo(2);
        assertThat(ended.said())
                .contains(
                        "There is no image pngx-controller:9.9.9 on this machine, and it can't be pulled",
                        "Nothing was stopped or started.");
        assertThat(Files.readAllLines(bin.resolve("calls"))).noneMatch(call -> call.startsWith("compose"));
        assertThat(compose).hasContent("# before\n");
    }

    @Test
    void aTimeThatIsNoNumberStopsNothing() throws Exception {
        runs("sha256:old");
        Ended ended = run(folder, Map.of("HEALTH_SECONDS", "2m"), script("deploy"), "pngx-controller:0.2.0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said())
                .contains("HEALTH_SECONDS is \"2m\"; write a whole number of seconds from 1, such as 120.");
        assertThat(bin.resolve("calls")).doesNotExist();
    }

    @Test
    void aShortTimeIsEnoughForAnImageThatAnswers() throws Exception {
        runs("sha256:old");
        healthy("pngx-controller:0.2.0");
        Ended ended = run(folder, Map.of("HEALTH_SECONDS", "1"), script("deploy"), "pngx-controller:0.2.0");
        assertThat(ended.code()).as(ended.said()).isZero();
    }

    @Test
    void anImageWhoseContainerEndsIsNotWaitedFor() throws Exception {
        runs("sha256:old");
        Files.createFile(bin.resolve("ends"));
        Ended ended = deploy("pngx-controller:0.2.0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said())
                .as("no time passed")
                .contains("pngx-controller:0.2.0 did not become healthy. Its health check: Nothing answers");
        assertThat(Files.readAllLines(bin.resolve("calls")).stream()
                        .filter("exec pngx-controller pngx-controller health"::equals))
                .as("asked once, and the one before once")
                .hasSize(2);
    }

    @Test
    void imagesThatNeitherRunNorRanBeforeAreRemoved() throws Exception {
        runs("sha256:old");
        healthy("pngx-controller:0.3.0");
        Files.write(
                bin.resolve("images"),
                List.of(
                        "sha256:of-pngx-controller:0.3.0 pngx-controller:0.3.0",
                        "sha256:old pngx-controller:0.2.0",
                        "sha256:older pngx-controller:0.1.0"));
        assertThat(deploy("pngx-controller:0.3.0").code()).isZero();
        assertThat(Files.readAllLines(bin.resolve("calls")).stream().filter(call -> call.startsWith("image rm")))
                .containsExactly("image rm pngx-controller:0.1.0");
    }

    @Test
    void aDatabaseThatWasNotUpgradedIsLeftAsItIs() throws Exception {
        Files.writeString(data.resolve("db.sqlite3.before-13-from-9"), "of an upgrade long ago");
        runs("sha256:old");
        healthy("sha256:old");
        assertThat(deploy("pngx-controller:0.2.0").code()).isEqualTo(1);
        assertThat(Files.readString(data.resolve("db.sqlite3"))).isEqualTo("old");
        assertThat(data.resolve("db.sqlite3.before-13-from-9")).exists();
    }

    @Test
    void aFileThatComposeDoesNotUnderstandGivesWayToTheOneBefore() throws Exception {
        Path compose = Files.writeString(folder.resolve("docker-compose.yml"), "# broken\n");
        Files.writeString(folder.resolve("docker-compose.yml.before"), "# before\n");
        runs("sha256:old");
        healthy("sha256:old");
        Ended ended = deploy("pngx-controller:0.2.0");
        assertThat(ended.said()).contains("is not understood", "The image before runs again: sha256:old");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(compose).hasContent("# before\n");
        assertThat(Files.readAllLines(bin.resolve("calls"))).anyMatch(call -> call.startsWith("compose # before as"));
    }

    @Test
    void nothingIsStoppedWhereTheDataCouldNotBePutBack() throws Exception {
        runs("sha256:old");
        Path compose = Files.writeString(folder.resolve("docker-compose.yml"), "# new\n");
        Files.writeString(folder.resolve("docker-compose.yml.before"), "# before\n");
        Path deploy =
                Files.copy(Path.of("scripts/deploy"), folder.resolve("deploy"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
        Ended ended = "root".equals(System.getProperty("user.name"))
                ? run(
                        folder,
                        Map.of(),
                        "setpriv",
                        "--reuid",
                        "10001",
                        "--clear-groups",
                        deploy.toString(),
                        "pngx-controller:0.2.0")
                : run(folder, Map.of(), deploy.toString(), "pngx-controller:0.2.0");
        assertThat(ended.said()).contains("can't be read and written by");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(bin.resolve("calls")).doesNotExist();
        assertThat(compose).hasContent("# before\n");
    }

    @Test
    void whereNothingRunsInTheEndItIsSaid() throws Exception {
        assertThat(deploy("pngx-controller:0.2.0")).satisfies(first -> {
            assertThat(first.code()).isEqualTo(2);
            assertThat(first.said()).contains("Nothing ran before");
        });
        runs("sha256:old");
        assertThat(deploy("pngx-controller:0.2.0")).satisfies(second -> {
            assertThat(second.code()).isEqualTo(2);
            assertThat(second.said()).contains("does not become healthy either");
        });
    }

    @Test
    void secretsBecomeFilesForOneUserAndAreNeverPrinted() throws Exception {
        Ended ended = run(
                folder,
                Map.of("SECRET_KEY", "s3cret $x `y`", "MASTER_TOKEN", "t0ken"),
                script("write-secrets"),
                "secrets",
                "secret_key",
                "master_token");
        assertThat(ended).isEqualTo(new Ended(0, ""));
        assertThat(Files.readString(folder.resolve("secrets/secret_key"))).isEqualTo("s3cret $x `y`\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/master_token"))))
                .isEqualTo("rw-------");
        Ended missing = run(
                folder,
                Map.of("SECRET_KEY", "s3cret $x `y`"),
                script("write-secrets"),
                "secrets",
                "secret_key",
                "other");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.said()).isEqualTo("OTHER is not set; add it to the secrets of the repository.\n");
    }

    @Test
    void aKeyUnderWhichTokensAreStoredIsNotReplacedByOneThatDoesNotOpenThem() throws Exception {
        Path key = folder.resolve("secrets/secret_key");
        assertThat(run(folder, Map.of("SECRET_KEY", "first"), script("write-secrets"), "secrets", "secret_key")
                        .code())
                .isZero();

        assertThat(run(folder, Map.of("SECRET_KEY", "second"), script("write-secrets"), "secrets", "secret_key"))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(1);
                    assertThat(refused.said())
                            .contains("holds another key than SECRET_KEY; nothing was written")
                            .doesNotContain("first")
                            .doesNotContain("second");
                });
        assertThat(Files.readString(key)).isEqualTo("first\n");
        assertThat(run(folder, Map.of("SECRET_KEY", "second, first"), script("write-secrets"), "secrets", "secret_key")
                        .code())
                .isZero();
        assertThat(run(folder, Map.of("SECRET_KEY", "second"), script("write-secrets"), "secrets", "secret_key")
                        .code())
                .isZero();
        assertThat(Files.readString(key)).isEqualTo("second\n");
    }

    @Test
    void aReleaseRaisesTheVersionInThePomAndPublishesItOnlyOnceItRuns() throws Exception {
        Path origin = folder.resolve("origin.git");
        Path work = checkout(origin);
        Path installation = Files.createDirectory(folder.resolve("installation"));
        Files.writeString(installation.resolve(".env"), "# whose\nPUID=4711\n");
        Path compose = Files.writeString(installation.resolve("docker-compose.yml"), "# of the version before\n");
        Map<String, String> environment = Map.of(
                "PART",
                "minor",
                "DEPLOY_FOLDER",
                installation.toString(),
                "SECRET_KEY",
                "s3cret",
                "BRANCH",
                "main",
                "PUID",
                "");
        runs("sha256:old");
        healthy("sha256:old");

        Ended broken = run(work, environment, "scripts/release");
        assertThat(broken.code()).as(broken.said()).isNotZero();
        assertThat(broken.said()).doesNotContain("s3cret").contains("The image before runs again");
        assertThat(compose).as("with the file that it ran with").hasContent("# of the version before\n");
        assertThat(Files.readAllLines(bin.resolve("calls"))).contains("compose # of the version before as 4711");
        assertThat(run(work, Map.of(), "git", "ls-remote", "--tags", origin.toString())
                        .said())
                .isEmpty();

        assertThat(run(work, Map.of(), "git", "reset", "--quiet", "--hard", "origin/main")
                        .code())
                .isZero();
        healthy("pngx-controller:0.2.0");
        Ended released = run(work, environment, "scripts/release");
        assertThat(released.code()).as(released.said()).isZero();
        assertThat(released.said())
                .contains("Version 0.2.0 runs and is published.")
                .doesNotContain("s3cret");
        assertThat(run(work, Map.of(), "git", "ls-remote", "--tags", origin.toString())
                        .said())
                .contains("refs/tags/v0.2.0");
        assertThat(run(work, Map.of(), "git", "--git-dir", origin.toString(), "show", "main:pom.xml")
                        .said())
                .contains("<version>0.2.0</version>");
        assertThat(Files.readAllLines(bin.resolve("calls")))
                .anyMatch(call -> call.startsWith("build --build-arg VERSION=0.2.0 --build-arg REVISION="));
        assertThat(compose).hasSameTextualContentAs(Path.of("docker-compose.yml"));
        assertThat(installation.resolve("docker-compose.yml.before")).doesNotExist();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(installation.resolve("secrets/secret_key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aReleaseWithARegistryPushesForSeveralPlatformsDeploysFromThereAndMovesTheOtherNamesLast() throws Exception {
        Path work = checkout(folder.resolve("origin.git"));
        Path installation = Files.createDirectory(folder.resolve("installation"));
        String image = "git.example.org/anna/pngx-controller:0.1.8";
        healthy(image);
        Ended released = run(
                work,
                Map.of(
                        "DEPLOY_FOLDER",
                        installation.toString(),
                        "SECRET_KEY",
                        "s3cret",
                        "BRANCH",
                        "main",
                        "REGISTRY",
                        "git.example.org/anna",
                        "SOURCE",
                        "https://git.example.org/anna/pngx-controller"),
                "scripts/release");
        assertThat(released.code()).as(released.said()).isZero();
        List<String> calls = Files.readAllLines(bin.resolve("calls"));
        assertThat(calls)
                .anyMatch(call -> call.startsWith("buildx build --platform linux/amd64,linux/arm64 --sbom=true "
                                + "--provenance=mode=max --push")
                        && call.contains("--build-arg SOURCE=https://git.example.org/anna/pngx-controller")
                        && call.contains("--tag " + image));
        assertThat(running()).isEqualTo(image);
        assertThat(calls.get(calls.size() - 1))
                .isEqualTo("buildx imagetools create --tag git.example.org/anna/pngx-controller:0.1 "
                        + "--tag git.example.org/anna/pngx-controller:0 --tag "
                        + "git.example.org/anna/pngx-controller:latest "
                        + image);
    }

    @Test
    void aPlainBuildKnowsTheVersion() throws Exception {
        String version = run(folder, Map.of(), script("version")).said().strip();
        assertThat(Files.readAllLines(Path.of("Dockerfile"))).contains("ARG VERSION=" + version);
        assertThat(Files.readString(Path.of("Dockerfile")))
                .as("a syntax line would be fetched, and fails offline")
                .doesNotContain("# syntax=");
    }

    @Test
    void aReleaseOfWhatIsNoLongerTheNewestRunsNothing() throws Exception {
        Path origin = folder.resolve("origin.git");
        Path work = checkout(origin);
        Path installation = Files.createDirectory(folder.resolve("installation"));
        Path other = folder.resolve("other");
        for (String command : List.of(
                "git clone --quiet " + origin + " " + other,
                "git -C " + other
                        + " -c user.name=t -c user.email=t@localhost commit --quiet --allow-empty --message meanwhile",
                "git -C " + other + " push --quiet")) {
            assertThat(run(folder, Map.of(), command.split(" ")).code())
                    .as(command)
                    .isZero();
        }
        healthy("pngx-controller:0.1.8");
        Ended ended =
                run(work, Map.of("DEPLOY_FOLDER", installation.toString(), "SECRET_KEY", "s3cret"), "scripts/release");
        assertThat(ended.code()).as(ended.said()).isNotZero();
        assertThat(ended.said()).contains("rejected");
        assertThat(bin.resolve("calls")).as("nothing was built or started").doesNotExist();
        assertThat(installation).isEmptyDirectory();
    }

    /** Creates a repository with the scripts and a pom of version 0.1.7, and returns a clone. */
    private Path checkout(Path origin) throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.createDirectory(work.resolve("scripts"));
        try (Stream<Path> scripts = Files.list(Path.of("scripts"))) {
            for (Path script : scripts.toList()) {
                Files.copy(
                        script,
                        work.resolve("scripts").resolve(script.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.copy(Path.of("docker-compose.yml"), work.resolve("docker-compose.yml"));
        Files.copy(Path.of("Dockerfile"), work.resolve("Dockerfile"));
        String pom = Files.readString(Path.of("pom.xml"));
        Files.writeString(
                work.resolve("pom.xml"), pom.replaceFirst("<version>[0-9.]+</version>", "<version>0.1.7</version>"));
        List<List<String>> commands = new ArrayList<>(List.of(
                List.of("git", "init", "--quiet", "--initial-branch=main"),
                List.of("git", "add", "."),
                List.of(
                        "git",
                        "-c",
                        "user.name=t",
                        "-c",
                        "user.email=t@localhost",
                        "commit",
                        "--quiet",
                        "--message",
                        "first"),
                List.of("git", "clone", "--quiet", "--bare", ".", origin.toString()),
                List.of("git", "remote", "add", "origin", origin.toString()),
                List.of("git", "fetch", "--quiet", "origin")));
        for (List<String> command : commands) {
            Ended ended = run(work, Map.of(), command.toArray(String[]::new));
            assertThat(ended.code()).as(ended.said()).isZero();
        }
        return work;
    }
}

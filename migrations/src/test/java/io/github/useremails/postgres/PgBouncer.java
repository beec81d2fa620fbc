package io.github.useremails.postgres;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PgBouncer between the tests and a server, in transaction mode: each transaction may get another of its few
 * connections to the server, and meets what others have left there.
 *
 * <p>It ends with the JVM, however the JVM ends, as a {@link Watcher} does.
 */
public final class PgBouncer implements AutoCloseable {

    /**
     * Nothing resets a connection between two clients, and they take turns instead of keeping to the last one used: so
     * whatever a session keeps is soon met by another one. A server that is down is soon asked again.
     */
    private static final String SETTINGS = """
            [databases]
            * = host=localhost port=%d

            [pgbouncer]
            listen_addr = localhost
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            default_pool_size = %d
            max_client_conn = 1000
            server_round_robin = 1
            server_reset_query_always = 0
            server_login_retry = 0.1
            query_wait_timeout = 5
            ignore_startup_parameters = extra_float_digits
            log_connections = 0
            log_disconnections = 0
            log_stats = 0
            """;

    private static final String USERS = "\"postgres\" \"\"\n";

    /** It refuses to be root, so root steps into a namespace where it is nobody, as the server does. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            program=$1 directory=$2
            pause() { sleep 0.1 || sleep 1; }

            [ "$(id -u)" -ne 0 ] || unprivileged='unshare --user'
            $unprivileged "$program" "$directory/pgbouncer.ini" >"$directory/pgbouncer.log" 2>&1 &
            bouncer=$!
            until grep -q 'process up' "$directory/pgbouncer.log"; do
              kill -0 "$bouncer" || { cat "$directory/pgbouncer.log"; exit 1; }
              pause
            done
            echo up

            read -r until_the_other_end_is_closed
            kill -KILL "$bouncer"
            wait "$bouncer"
            """;

    private final Process shell;
    private final int port;

    private PgBouncer(Process shell, int port) {
        this.shell = shell;
        this.port = port;
    }

    /** {@return whether the program is on this machine, on the path or where Debian puts it} */
    public static boolean isInstalled() {
        return program().isPresent();
    }

    /**
     * Starts a PgBouncer and waits until it takes connections.
     *
     * @param server running; it may be stopped and started again
     * @param serverConnections the most that there are to one database, however many clients there are
     * @return the running PgBouncer
     */
    public static PgBouncer before(EmbeddedServer server, int serverConnections) {
        try {
            return before(server.port(), serverConnections, server.dataDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PgBouncer before(int serverPort, int serverConnections, Path parent) throws IOException {
        String program = program().orElseThrow(() -> new IllegalStateException("there is no pgbouncer on the path"));
        Path directory = Files.createTempDirectory(parent, "pgbouncer");
        int port = freePort();
        Path users = Files.writeString(directory.resolve("users.txt"), USERS);
        Files.writeString(
                directory.resolve("pgbouncer.ini"), SETTINGS.formatted(serverPort, port, users, serverConnections));
        Process shell = new ProcessBuilder("sh", "-c", SCRIPT, "pgbouncer", program, directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitStart(shell);
        return new PgBouncer(shell, port);
    }

    /**
     * Gives connections through this PgBouncer, one for each call, nothing pooled on our side.
     *
     * @param database the name of the database
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl(database));
        return dataSource;
    }

    /** A statement that the driver has prepared by name is not there on the next connection to the server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres&prepareThreshold=0";
    }

    /**
     * Waits until it has noticed that the server is there again. The first clients after a failure are refused: only
     * their attempts make it look.
     */
    void awaitServer() {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!isServing()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("pgbouncer does not find the server again");
            }
            Polling.pause();
        }
    }

    private boolean isServing() {
        try (Connection connection = dataSource("postgres").getConnection()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Ends it, and with it all its connections. A second call does nothing. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitStart(Process shell) throws IOException {
        BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (!"up".equals(line)) {
            throw new IllegalStateException("pgbouncer did not start: " + line + System.lineSeparator()
                    + String.join(System.lineSeparator(), output.lines().toList()));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<String> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> new File(directory, "pgbouncer"))
                .filter(File::canExecute)
                .map(File::getPath)
                .findFirst();
    }
}

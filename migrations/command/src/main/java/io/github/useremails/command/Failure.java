package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.exit.Refusal;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** How a failure ends the command: what failed and what to do about it, without a stack trace, and the exit code. */
record Failure(String sentence, int exitCode) {

    /** Errors of the module's own scripts and functions, which are printed verbatim. */
    private static final Set<String> OWN = Set.of("55000", "22023");

    private static final Pattern SCRIPT = Pattern.compile("\\b[A-Za-z]\\w*__\\w+\\.sql\\b");

    static Failure of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return new Failure(String.valueOf(refusal.getMessage()), refusal.exitCode());
        }
        Optional<SQLException> ofTheServer = sqlIn(failure);
        if (ofTheServer.isPresent()) {
            String state = String.valueOf(ofTheServer.get().getSQLState());
            String script = failure instanceof FlywayException && !OWN.contains(state) ? script(failure) : "";
            return new Failure(script + sentence(state, ofTheServer.get()), exitCode(state));
        }
        if (failure instanceof FlywayValidateException) {
            return new Failure(otherScripts(failure), ExitCode.UNABLE);
        }
        if (failure instanceof FlywayException) {
            return new Failure(String.valueOf(failure.getMessage()).strip(), ExitCode.FOUND);
        }
        String said = failure.getMessage();
        return new Failure(
                said == null || failure instanceof NullPointerException ? "The command failed: " + failure : said,
                ExitCode.UNABLE);
    }

    static boolean isLock(Throwable failure) {
        return sqlIn(failure).filter(sql -> "55P03".equals(sql.getSQLState())).isPresent();
    }

    /** The first exception has the cause; later ones are failures to clean up. */
    private static Optional<SQLException> sqlIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static int exitCode(String state) {
        return switch (state) {
            case "55P03" -> ExitCode.LOCKED;
            // Errors of the module's own scripts and functions.
            case "55000" -> ExitCode.FOUND;
            case "22023" -> ExitCode.USAGE;
            default -> ExitCode.UNABLE;
        };
    }

    private static String sentence(String state, SQLException failure) {
        String said = said(failure);
        @Nullable String hint = hint(failure);
        if (OWN.contains(state)) {
            String separator = said.contains("\n") ? "\n" : ". ";
            return said + (hint == null ? "" : separator + hint);
        }
        if (state.equals("55P03")) {
            return "A lock could not be acquired: " + said + ". "
                    + or(hint, "Nothing of this step was changed: run it again.");
        }
        if (LostConnection.neverHad(state)) {
            return "Could not connect to the server: " + said + unknownHost(failure)
                    + ". Check FLYWAY_URL, and that the server is running.";
        }
        if (state.startsWith("08") || state.startsWith("57P")) {
            return "The connection to the server was lost: " + said
                    + ". To see the state: useremails status; then run the command again.";
        }
        if (state.startsWith("28")) {
            return "The server rejected the role: " + said + ". Check FLYWAY_USER and FLYWAY_PASSWORD, or ~/.pgpass.";
        }
        if (state.equals("3D000")) {
            return "There is no such database: " + said + ". Check FLYWAY_URL.";
        }
        if (state.equals("42501")) {
            return "This role lacks a privilege: " + said + ". "
                    + or(hint, "Run it as the role that runs the migrations, which owns the users table.");
        }
        if (state.equals("25006")) {
            return "The server allows this role only to read: " + said
                    + ". Name the primary in FLYWAY_URL; if it is the primary, check default_transaction_read_only.";
        }
        if (state.equals("57014")) {
            return "The server ended the statement: " + said
                    + ". Run it again; if the cause is a timeout of the server, ask its administrator.";
        }
        if (state.equals("3F000") || state.matches("42(P01|P02|883|703|704)")) {
            return "The database does not have the object: " + said
                    + ". Check --schema, --table and the like; 'useremails preflight' reports what is missing.";
        }
        // Messages of this class contain values, which may be addresses.
        String known = state.startsWith("22") ? "" : ": " + said;
        return "The server reported an error, SQLSTATE " + state + known + ". "
                + or(hint, "What was done before it stays: fix the cause, and run the command again.");
    }

    private static String otherScripts(Throwable failure) {
        String first = String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> line.matches("(Migration|Detected) .*") && !line.contains("have failed"))
                .findFirst()
                .orElse("Flyway rejects them");
        return "The scripts of this version are not those that ran in this database: " + first.replaceFirst("\\.$", "")
                + ". Run the version of the command that ran them.";
    }

    private static String script(Throwable failure) {
        Matcher script = SCRIPT.matcher(String.valueOf(failure.getMessage()));
        return script.find() ? script.group() + " failed. " : "";
    }

    /** Without details, which may contain a row, and without the final dot. */
    private static String said(SQLException failure) {
        ServerErrorMessage message = message(failure);
        String said = message == null ? null : message.getMessage();
        if (said == null) {
            said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
        }
        return said.strip().replaceFirst("^(ERROR|FATAL): ", "").replaceFirst("\\.$", "");
    }

    /** The driver does not name a server that it did not find. */
    private static String unknownHost(SQLException failure) {
        return failure.getCause() instanceof UnknownHostException unknown
                ? ": unknown host " + unknown.getMessage()
                : "";
    }

    private static @Nullable String hint(SQLException failure) {
        ServerErrorMessage message = message(failure);
        return message == null ? null : message.getHint();
    }

    private static @Nullable ServerErrorMessage message(SQLException failure) {
        return failure instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}

package io.github.useremails.legacy;

import io.github.useremails.guard.ColumnGuard;
import io.github.useremails.guard.DeprecatedColumn;
import io.github.useremails.guard.GuardSettings;
import io.github.useremails.legacy.SqlScript.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Those that see what the application and the data team run. */
final class FindersAtRunTime {

    private static final List<String> SCRIPTS =
            List.of("reports/duplicates.sql", "reports/monthly.sql", "sessions/analyst.psql");
    private static final String NO_RIGHT = "42501";

    /** All is found by the listener; nobody reads a hundred stack traces. */
    private static final Logger LOG = Logger.getLogger(ColumnGuard.class.getName());

    private final Path root;
    private final CompiledApplication application;
    private final LegacyDatabase legacy;

    /** Whether the guard has told of a use; its log shows the method that was called, below those that it calls. */
    private final AtomicBoolean used = new AtomicBoolean();

    private final Set<Finding> guarded = new LinkedHashSet<>();
    private final Set<Finding> counted = new LinkedHashSet<>();
    private final Set<Finding> refused = new LinkedHashSet<>();

    FindersAtRunTime(Path root, CompiledApplication application, LegacyDatabase legacy) {
        this.root = root;
        this.application = application;
        this.legacy = legacy;
    }

    /** The rehearsal comes last: what fails there is not counted by the statistics. */
    List<Finder> run() throws Exception {
        legacy.forgetStatements();
        runApplication((method, failure) -> {
            if (failure.isPresent()) {
                throw new IllegalStateException(method + " does not work", failure.get());
            }
            if (used.getAndSet(false)) {
                guarded.add(method);
            }
            notice(method);
        });
        runScripts((statement, failure) -> {
            if (failure.isPresent()) {
                throw new IllegalStateException(statement + " does not work", failure.get());
            }
            notice(statement);
        });
        legacy.softDrop();
        runApplication((method, failure) -> failure.ifPresent(cause -> refuse(cause, method)));
        runScripts((statement, failure) -> failure.ifPresent(cause -> refuse(cause, statement)));
        return List.of(
                new Finder("guard", guarded), new Finder("statistics", counted), new Finder("soft drop", refused));
    }

    private void notice(Finding finding) throws SQLException {
        if (legacy.hasSeenAUse()) {
            counted.add(finding);
        }
        legacy.forgetStatements();
    }

    private void refuse(Throwable failure, Finding finding) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && NO_RIGHT.equals(sql.getSQLState())) {
                refused.add(finding);
                return;
            }
        }
        throw new IllegalStateException("failed for another reason: " + finding, failure);
    }

    private void runApplication(ApplicationRun.Observer observer) throws Exception {
        Level level = LOG.getLevel();
        LOG.setLevel(Level.OFF);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread()
                .setContextClassLoader(application.classes().get(0).getClassLoader());
        try (Connection connection = legacy.database().asRole("shop").getConnection()) {
            connection.setAutoCommit(false);
            try (Frameworks frameworks = Frameworks.over(connection, guard(), application)) {
                new ApplicationRun(connection, frameworks, application).observedBy(observer);
            }
        } finally {
            LOG.setLevel(level);
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private ColumnGuard guard() {
        return ColumnGuard.with(
                GuardSettings.builder(new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)"))
                        .applicationPackages("com.example.shop")
                        .listener(use -> used.set(true))
                        .build());
    }

    @FunctionalInterface
    private interface ScriptObserver {
        void ran(Statement statement, Optional<Throwable> failure) throws SQLException;
    }

    private void runScripts(ScriptObserver observer) throws IOException, SQLException {
        try (Connection connection = legacy.database().asRole("analyst").getConnection()) {
            for (String file : SCRIPTS) {
                for (Statement statement : SqlScript.read(root, file).statements()) {
                    observer.ran(statement, failure(connection, statement.text()));
                }
            }
        }
    }

    private static Optional<Throwable> failure(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }
}

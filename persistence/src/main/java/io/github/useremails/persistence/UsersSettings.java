package io.github.useremails.persistence;

import io.github.useremails.domain.EmailAddressLimits;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What {@link JooqUsers} can be told. Start from {@link #standard()} and change what differs:
 *
 * <pre>{@code
 * UsersSettings.standard().withSchema("accounts")
 * }</pre>
 *
 * @param table where the users are, as given to the migrations; its schema is that of all tables
 * @param clock tells the time of changes
 * @param attempts how often a change is tried in all when a deadlock or a serialization failure undoes it; only where
 *     the library owns the transaction
 * @param limits how much one user may ask for
 * @param listeners who is told of changes, inside their transactions
 * @param strict whether entering an address of another user is refused, which tells that it has an owner
 * @param legacyFallback whether lookups show the legacy column for users who are not copied yet
 * @param poolWithoutAutoCommit whether the pool hands out connections with auto-commit off
 */
public record UsersSettings(
        UsersTable table,
        InstantSource clock,
        int attempts,
        EmailAddressLimits limits,
        List<UserEmailListener> listeners,
        boolean strict,
        boolean legacyFallback,
        boolean poolWithoutAutoCommit) {

    /**
     * Checks the settings.
     *
     * @param table where the users are
     * @param clock tells the time of changes
     * @param attempts at least 1
     * @param limits how much one user may ask for
     * @param listeners who is told
     * @param strict whether addresses of others are refused
     * @param legacyFallback whether the legacy column counts, too
     * @param poolWithoutAutoCommit whether connections with auto-commit off are accepted
     * @throws NullPointerException if a setting is null
     * @throws IllegalArgumentException if there is less than one attempt
     */
    public UsersSettings {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(limits, "limits");
        listeners = List.copyOf(listeners);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
    }

    /**
     * Table {@code public.users} with key {@code id}, the clock of the system, five attempts, {@link EmailAddressLimits#standard()}.
     *
     * @return the settings
     */
    public static UsersSettings standard() {
        return new UsersSettings(
                UsersTable.standard(),
                Clock.systemUTC(),
                5,
                EmailAddressLimits.standard(),
                List.of(),
                false,
                false,
                false);
    }

    /**
     * The same with another schema.
     *
     * @param schema the schema of the tables
     * @return the settings
     */
    public UsersSettings withSchema(String schema) {
        return withTable(table.inSchema(schema));
    }

    /**
     * The same with another table of users.
     *
     * @param table where the users are
     * @return the settings
     */
    public UsersSettings withTable(UsersTable table) {
        return new UsersSettings(
                table, clock, attempts, limits, listeners, strict, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same with another clock, such as one that a test can set.
     *
     * @param clock tells the time of changes
     * @return the settings
     */
    public UsersSettings withClock(InstantSource clock) {
        return new UsersSettings(
                table, clock, attempts, limits, listeners, strict, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same with another number of attempts.
     *
     * @param attempts at least 1, which means no repetition
     * @return the settings
     */
    public UsersSettings withAttempts(int attempts) {
        return new UsersSettings(
                table, clock, attempts, limits, listeners, strict, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same with other limits.
     *
     * @param limits how much one user may ask for
     * @return the settings
     */
    public UsersSettings withLimits(EmailAddressLimits limits) {
        return new UsersSettings(
                table, clock, attempts, limits, listeners, strict, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same with one more listener.
     *
     * @param listener is told of changes, inside their transactions, after those who were there before
     * @return the settings
     */
    public UsersSettings withListener(UserEmailListener listener) {
        List<UserEmailListener> more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener"));
        return new UsersSettings(table, clock, attempts, limits, more, strict, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same, but a change that enters an address of another user is refused with an
     * {@link io.github.useremails.domain.EmailAddressClaimedException}. For trusted callers, such as support staff or an
     * import: to anybody else it would tell who has an account. Without listeners, two round trips more for a change
     * that enters an address.
     *
     * @return the settings
     */
    public UsersSettings withStrictEntering() {
        return new UsersSettings(
                table, clock, attempts, limits, listeners, true, legacyFallback, poolWithoutAutoCommit);
    }

    /**
     * The same, but lookups show users who were not copied yet with the address of the legacy column. For releases that
     * read while the backfill of a move is going on; changes see the addresses only. Take it out when the verification
     * has passed, and before the contract: it needs a view that goes with the column.
     *
     * <p>Lookups by address read the whole table {@code users}, unless it has an index on
     * {@code ((normalized_email_address(email_address) collate "C"))}.
     *
     * @return the settings
     */
    public UsersSettings withLegacyFallback() {
        return new UsersSettings(table, clock, attempts, limits, listeners, strict, true, poolWithoutAutoCommit);
    }

    /**
     * The same for a pool that hands out every connection with auto-commit off. Where the library begins its own
     * transactions, it otherwise refuses such a connection, since it may belong to a transaction of the application that
     * the library would commit. A {@code HikariDataSource} that is passed directly does not need this setting.
     *
     * <p>A connection on which a transaction is running is refused nevertheless, and so is one of Spring's
     * {@code TransactionAwareDataSourceProxy}. The library cannot recognize another proxy's transaction before its first
     * statement: pass the pool itself.
     *
     * @return the settings
     */
    public UsersSettings withPoolWithoutAutoCommit() {
        return new UsersSettings(table, clock, attempts, limits, listeners, strict, legacyFallback, true);
    }
}

package io.github.useremails.persistence;

import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.outbox.OutboxRetries;
import io.github.useremails.persistence.internal.change.AddressWrites;
import io.github.useremails.persistence.internal.change.ClaimedEntryNotice;
import io.github.useremails.persistence.internal.change.Erasure;
import io.github.useremails.persistence.internal.change.Listeners;
import io.github.useremails.persistence.internal.change.UserChanges;
import io.github.useremails.persistence.internal.change.UserLock;
import io.github.useremails.persistence.internal.change.UserMerge;
import io.github.useremails.persistence.internal.change.UserRegistration;
import io.github.useremails.persistence.internal.confirmation.ConfirmationRequests;
import io.github.useremails.persistence.internal.confirmation.PostgresConfirmations;
import io.github.useremails.persistence.internal.confirmation.Revocation;
import io.github.useremails.persistence.internal.confirmation.TokenConfirmation;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.legacy.LegacyColumn;
import io.github.useremails.persistence.internal.lookup.AddressLookups;
import io.github.useremails.persistence.internal.lookup.UserLookups;
import io.github.useremails.persistence.internal.lookup.UserPages;
import io.github.useremails.persistence.internal.outbox.OutboxStatements;
import io.github.useremails.persistence.internal.outbox.PostgresOutbox;
import io.github.useremails.persistence.internal.roster.ExternalKeys;
import io.github.useremails.persistence.internal.roster.PostgresRosters;
import io.github.useremails.persistence.internal.roster.RosterBatches;
import io.github.useremails.persistence.internal.roster.RosterReports;
import io.github.useremails.persistence.internal.roster.RosterStaging;
import io.github.useremails.persistence.internal.roster.WaitingRosters;
import io.github.useremails.persistence.internal.sql.Rendering;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.persistence.internal.upkeep.ConsistencyCheck;
import io.github.useremails.persistence.internal.upkeep.HistoryExpiry;
import io.github.useremails.persistence.internal.upkeep.PostgresUpkeep;
import io.github.useremails.persistence.internal.upkeep.UnconfirmedRemoval;
import io.github.useremails.persistence.spi.UserEmailListener;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assembles an entry. Each part is rendered once and shared by all connections. */
final class Assembly {

    private final UsersTable table;
    private final InstantSource clock;
    private final EmailAddressLimits limits;
    private final Rendering rendering;
    private final Rendering reading;
    private final Listeners listeners;
    private final UserLock lock;
    private final AddressWrites writes;
    private final UserChanges changes;

    Assembly(
            UsersTable table,
            InstantSource clock,
            EmailAddressLimits limits,
            List<UserEmailListener> listeners,
            boolean rejectsClaimedAddresses,
            boolean legacyFallback) {
        this.table = table;
        // The precision of PostgreSQL, so that a returned value equals the value that is read later.
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
        this.limits = limits;
        this.rendering = new Rendering(table);
        this.reading =
                legacyFallback ? Rendering.withAddressesOf(LegacyColumn.ADDRESSES_WITH_LEGACY, table) : rendering;
        this.listeners = new Listeners(List.copyOf(listeners));
        this.lock = new UserLock(rendering);
        this.writes = new AddressWrites(rendering);
        this.changes = new UserChanges(
                lock,
                writes,
                this.listeners,
                new ClaimedEntryNotice(rendering, this.listeners, rejectsClaimedAddresses),
                limits.addresses());
    }

    PostgresUserEmails emails(Connections connections, OutboxStatements outbox, @Nullable OutboxRetries retries) {
        return new PostgresUserEmails(
                connections,
                users(connections),
                confirmations(connections),
                rosters(connections),
                upkeep(connections),
                new PostgresOutbox(connections, outbox, retries == null ? OutboxRetries.standard() : retries),
                retries != null);
    }

    private PostgresUsers users(Connections connections) {
        return new PostgresUsers(
                connections,
                new UserLookups(reading),
                new AddressLookups(reading),
                new UserPages(reading),
                new UserRegistration(rendering, table, listeners),
                changes,
                new UserMerge(rendering, copiedUsers(), lock, writes, listeners),
                new Erasure(rendering, listeners),
                clock);
    }

    private PostgresConfirmations confirmations(Connections connections) {
        return new PostgresConfirmations(
                connections,
                new ConfirmationRequests(rendering, lock, limits),
                new TokenConfirmation(rendering, writes, listeners),
                new Revocation(rendering, changes),
                clock);
    }

    private PostgresRosters rosters(Connections connections) {
        return new PostgresRosters(
                connections,
                new UserLookups(reading),
                new RosterStaging(rendering),
                new RosterBatches(rendering, copiedUsers(), listeners),
                new RosterReports(rendering),
                new WaitingRosters(rendering),
                new ExternalKeys(rendering),
                clock);
    }

    private PostgresUpkeep upkeep(Connections connections) {
        return new PostgresUpkeep(
                connections,
                new UnconfirmedRemoval(rendering, listeners),
                new HistoryExpiry(rendering),
                new ConsistencyCheck(rendering, table.schema()),
                limits.unconfirmedValidity(),
                clock);
    }

    /** Lookups for changes. They exclude addresses of a legacy column, which a change cannot write. */
    private UserLookups copiedUsers() {
        return new UserLookups(rendering);
    }
}

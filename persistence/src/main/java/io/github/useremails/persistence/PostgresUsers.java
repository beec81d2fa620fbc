package io.github.useremails.persistence;

import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.change.Erasure;
import io.github.useremails.persistence.internal.change.UserChanges;
import io.github.useremails.persistence.internal.change.UserMerge;
import io.github.useremails.persistence.internal.change.UserRegistration;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.lookup.AddressLookups;
import io.github.useremails.persistence.internal.lookup.BulkLookup;
import io.github.useremails.persistence.internal.lookup.UserLookups;
import io.github.useremails.persistence.internal.lookup.UserPages;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Implements {@link Users} on PostgreSQL. */
record PostgresUsers(
        Connections connections,
        UserLookups lookups,
        AddressLookups addresses,
        UserPages pages,
        UserRegistration registration,
        UserChanges changes,
        UserMerge merge,
        Erasure erasure,
        InstantSource clock)
        implements Users {

    /** Returns the same users on other connections. */
    PostgresUsers on(Connections others) {
        return new PostgresUsers(others, lookups, addresses, pages, registration, changes, merge, erasure, clock);
    }

    @Override
    public Optional<User> find(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.lookup(lookups.find(id));
    }

    @Override
    public Map<UserId, User> findAll(Collection<UserId> ids) {
        return BulkLookup.of(ids, "ids", connections, lookups::findAll);
    }

    @Override
    public Optional<User> withEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.lookup(lookups.withEmail(address));
    }

    @Override
    public Optional<User> withPrimaryEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.lookup(lookups.withPrimaryEmail(address));
    }

    @Override
    public Optional<User> withInstitutionManagedEmail(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return connections.lookup(lookups.withInstitutionManagedEmail(address));
    }

    @Override
    public Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses) {
        return BulkLookup.of(addresses, "addresses", connections, lookups::withEmails);
    }

    @Override
    public Optional<EmailAddress> primaryEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.lookup(addresses.primaryEmail(id));
    }

    @Override
    public Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids) {
        return BulkLookup.of(ids, "ids", connections, addresses::primaryEmails);
    }

    @Override
    public Optional<EmailAddress> institutionManagedEmail(UserId id) {
        Objects.requireNonNull(id, "id");
        return connections.lookup(addresses.institutionManagedEmail(id));
    }

    @Override
    public Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids) {
        return BulkLookup.of(ids, "ids", connections, addresses::institutionManagedEmails);
    }

    @Override
    public List<UserSummary> firstPage(int size) {
        UserPages.checkSize(size);
        return connections.lookup(pages.from(Long.MIN_VALUE, size));
    }

    @Override
    public List<UserSummary> pageAfter(UserId last, int size) {
        Objects.requireNonNull(last, "last");
        UserPages.checkSize(size);
        if (last.value() == Long.MAX_VALUE) {
            return List.of();
        }
        return connections.lookup(pages.from(last.value() + 1, size));
    }

    @Override
    public User register(EmailAddress first) {
        Objects.requireNonNull(first, "first");
        return registration.register(connections, first, clock);
    }

    @Override
    public User update(UserId id, UserChange change) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(change, "change");
        return connections.transaction(session -> changes.update(session, id, change, clock));
    }

    @Override
    public MergePlan planMerge(UserId from, UserId into) {
        requireTwo(from, into);
        return connections.onPrimary().lookup(merge.plan(from, into));
    }

    @Override
    public MergePlan merge(UserId from, UserId into) {
        requireTwo(from, into);
        return connections.transaction(session -> merge.merge(session, from, into, clock.instant()));
    }

    private static void requireTwo(UserId from, UserId into) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
        if (from.equals(into)) {
            throw new IllegalArgumentException("a user cannot be merged into itself");
        }
    }

    @Override
    public void erase(UserId id) {
        Objects.requireNonNull(id, "id");
        erasure.erase(connections, id);
    }
}

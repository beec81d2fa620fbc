package io.github.useremails.domain.reference;

import static java.util.Objects.requireNonNull;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** All users in one list that is scanned under one lock: slow, but too simple to be wrong. */
public final class ReferenceUsers implements Users {

    private final InstantSource clock;
    private final List<User> usersById = new ArrayList<>();
    private long lastId;

    /**
     * Creates an empty collection.
     *
     * @param clock the clock for the times of changes
     */
    public ReferenceUsers(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Stores a user in the state that other writers left, and replaces the one with the same id.
     *
     * @param user the user, perhaps without a primary address
     * @throws EmailAddressClaimedException if the user claims an address that belongs to another user
     */
    public synchronized void put(User user) {
        requireNonNull(user, "user");
        requireUnclaimedByOthers(user);
        usersById.removeIf(other -> other.id().equals(user.id()));
        usersById.add(user);
        usersById.sort(Comparator.comparingLong(each -> each.id().value()));
        lastId = Math.max(lastId, user.id().value());
    }

    @Override
    public synchronized Optional<User> find(UserId id) {
        requireNonNull(id, "id");
        return first(user -> user.id().equals(id));
    }

    @Override
    public synchronized Map<UserId, User> findAll(Collection<UserId> ids) {
        return forEach(ids, "ids", this::find);
    }

    @Override
    public synchronized Optional<User> withEmail(EmailAddress address) {
        requireNonNull(address, "address");
        return first(having(address, e -> e.confirmed() || e.institutionManaged()));
    }

    @Override
    public synchronized Optional<User> withPrimaryEmail(EmailAddress address) {
        requireNonNull(address, "address");
        return first(having(address, e -> e.primary() && (e.confirmed() || e.institutionManaged())));
    }

    @Override
    public synchronized Optional<User> withInstitutionManagedEmail(EmailAddress address) {
        requireNonNull(address, "address");
        return first(having(address, UserEmailAddress::institutionManaged));
    }

    @Override
    public synchronized Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses) {
        return forEach(addresses, "addresses", this::withEmail);
    }

    @Override
    public synchronized Optional<EmailAddress> primaryEmail(UserId id) {
        return find(id).flatMap(User::primaryEmail);
    }

    @Override
    public synchronized Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids) {
        return forEach(ids, "ids", this::primaryEmail);
    }

    @Override
    public synchronized Optional<EmailAddress> institutionManagedEmail(UserId id) {
        return find(id).flatMap(User::institutionManagedEmail);
    }

    @Override
    public synchronized Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids) {
        return forEach(ids, "ids", this::institutionManagedEmail);
    }

    @Override
    public synchronized List<UserSummary> firstPage(int size) {
        return page(user -> true, size);
    }

    @Override
    public synchronized List<UserSummary> pageAfter(UserId last, int size) {
        requireNonNull(last, "last");
        return page(user -> user.id().value() > last.value(), size);
    }

    @Override
    public synchronized User register(EmailAddress first) {
        requireNonNull(first, "first");
        if (withEmail(first).isPresent()) {
            throw new EmailAddressClaimedException();
        }
        User registered = new User(new UserId(lastId + 1), List.of()).addEmail(first, now());
        put(registered);
        return registered;
    }

    @Override
    public synchronized User update(UserId id, UserChange change) {
        requireNonNull(id, "id");
        requireNonNull(change, "change");
        User before = find(id).orElseThrow(() -> new UnknownUserException(id));
        User after = requireNonNull(change.apply(before, now()), "the change returned null");
        if (!after.id().equals(id)) {
            throw new IllegalArgumentException("the change returned another user");
        }
        if (!after.emailAddresses().isEmpty() && after.primaryEmail().isEmpty()) {
            throw new PrimaryRequiredException();
        }
        put(after);
        withdrawClaimed(before, after);
        return after;
    }

    @Override
    public synchronized MergePlan planMerge(UserId from, UserId into) {
        User giving = find(from).orElseThrow(() -> new UnknownUserException(from));
        return MergePlan.of(giving, find(into).orElseThrow(() -> new UnknownUserException(into)));
    }

    @Override
    public synchronized MergePlan merge(UserId from, UserId into) {
        MergePlan plan = planMerge(from, into);
        put(new User(from, List.of()));
        put(plan.merged());
        return plan;
    }

    @Override
    public synchronized void erase(UserId id) {
        requireNonNull(id, "id");
        usersById.replaceAll(user -> user.id().equals(id) ? new User(id, List.of()) : user);
    }

    /** Removes a claimed address from users who have it unconfirmed, and gives them another primary address. */
    private void withdrawClaimed(User before, User owner) {
        for (UserEmailAddress e : owner.emailAddresses()) {
            boolean ownedBefore = before.emailAddress(e.address())
                    .filter(UserEmailAddress::claimed)
                    .isPresent();
            if (e.claimed() && !ownedBefore) {
                usersById.replaceAll(user -> user.id().equals(owner.id()) ? user : without(user, e.address()));
            }
        }
    }

    private static User without(User user, EmailAddress address) {
        List<UserEmailAddress> left = new ArrayList<>(user.emailAddresses());
        left.removeIf(e -> e.address().equals(address));
        User remaining = new User(user.id(), left);
        if (left.isEmpty() || remaining.primaryEmail().isPresent()) {
            return remaining;
        }
        UserEmailAddress next = Collections.min(
                left,
                Comparator.comparing((UserEmailAddress e) -> !e.claimed())
                        .thenComparing(e -> !e.confirmed())
                        .thenComparing(e -> e.confirmedAt().orElse(Instant.MAX)));
        left.set(left.indexOf(next), asPrimary(next));
        return new User(user.id(), left);
    }

    private static UserEmailAddress asPrimary(UserEmailAddress e) {
        return new UserEmailAddress(
                e.address(),
                true,
                e.confirmed(),
                e.institutionManaged(),
                e.institution(),
                e.confirmedAt(),
                e.createdAt());
    }

    private void requireUnclaimedByOthers(User user) {
        for (UserEmailAddress e : user.emailAddresses()) {
            boolean claims = e.confirmed() || e.institutionManaged();
            Optional<User> owner = withEmail(e.address());
            if (claims && owner.isPresent() && !owner.get().id().equals(user.id())) {
                throw new EmailAddressClaimedException();
            }
        }
    }

    private Optional<User> first(Predicate<User> condition) {
        return usersById.stream().filter(condition).findFirst();
    }

    private static Predicate<User> having(EmailAddress address, Predicate<UserEmailAddress> condition) {
        return user -> user.emailAddresses().stream().anyMatch(e -> e.address().equals(address) && condition.test(e));
    }

    private List<UserSummary> page(Predicate<User> condition, int size) {
        if (size < 1 || size > MAXIMUM_PAGE_SIZE) {
            throw new IllegalArgumentException("size must be from 1 to " + MAXIMUM_PAGE_SIZE + ", but is " + size);
        }
        return usersById.stream()
                .filter(condition)
                .limit(size)
                .map(user -> new UserSummary(user.id(), user.primaryEmail(), user.institutionManagedEmail()))
                .toList();
    }

    /** The map keeps the first of equal keys, and their order. */
    private static <K, V> Map<K, V> forEach(Collection<K> keys, String parameter, Function<K, Optional<V>> lookup) {
        requireNonNull(keys, parameter);
        Map<K, V> found = new LinkedHashMap<>();
        for (K key : keys) {
            requireNonNull(key, parameter + " must not contain null");
            lookup.apply(key).ifPresent(value -> found.put(key, value));
        }
        return found;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

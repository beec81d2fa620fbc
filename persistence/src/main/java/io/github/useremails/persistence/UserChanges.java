package io.github.useremails.persistence;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.TooManyEmailAddressesException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Changes one user: lock and read, change, write the difference. Each of the two ways to the database is one trip. */
final class UserChanges {

    private final UserLock lock;
    private final AddressWrites writes;
    private final Listeners listeners;
    private final Owners owners;
    private final int mostAddresses;

    UserChanges(UserLock lock, AddressWrites writes, Listeners listeners, Owners owners, int mostAddresses) {
        this.lock = lock;
        this.writes = writes;
        this.listeners = listeners;
        this.owners = owners;
        this.mostAddresses = mostAddresses;
    }

    User update(Connection connection, UserId id, UserChange change, InstantSource clock, Ending ending)
            throws SQLException {
        User before = lock.take(connection, id);
        // Asked for under the lock, so that of two changes the later one has the later time.
        Instant now = afterItsAddresses(before, clock.instant());
        User after = Objects.requireNonNull(change.apply(before, now), "the change returned null");
        check(before, after);
        List<EmailAddress> entered = owners.toAskFor(before, after);
        Ending afterWrites = listeners.isEmpty() && entered.isEmpty() ? ending : Ending.NONE;
        writes.write(connection, UserDifference.between(before, after), id, now, afterWrites);
        List<UserEmailEvent> events =
                new ArrayList<>(listeners.isEmpty() ? List.of() : UserEmailEvent.between(before, after));
        events.addAll(owners.eventsOf(connection, entered));
        listeners.tell(connection, events);
        return after;
    }

    /** The time of an address distinguishes it from one that is removed and added again; a clock may stand still. */
    private static Instant afterItsAddresses(User user, Instant now) {
        Instant distinct = now;
        while (isTimeOfAnAddress(user, distinct)) {
            distinct = distinct.plus(1, ChronoUnit.MICROS);
        }
        return distinct;
    }

    private static boolean isTimeOfAnAddress(User user, Instant time) {
        return user.emailAddresses().stream().anyMatch(e -> e.createdAt().equals(time));
    }

    private void check(User before, User after) {
        if (!after.id().equals(before.id())) {
            throw new IllegalArgumentException("the change returned another user");
        }
        int addresses = after.emailAddresses().size();
        if (addresses > mostAddresses && addresses > before.emailAddresses().size()) {
            throw new TooManyEmailAddressesException();
        }
        // The database would say so only at the commit, which in a joined transaction is not ours to see.
        if (addresses > 0 && after.primaryEmail().isEmpty()) {
            throw new PrimaryRequiredException();
        }
    }
}

package io.github.useremails.persistence.internal.change;

import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.TooManyEmailAddressesException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.jdbc.StatementSequence;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Changes one user: locks and reads it in one round trip, and writes the difference in another. */
public final class UserChanges {

    private final UserLock lock;
    private final AddressWrites writes;
    private final Listeners listeners;
    private final ClaimedEntryNotice notice;
    private final int maxAddresses;

    public UserChanges(
            UserLock lock, AddressWrites writes, Listeners listeners, ClaimedEntryNotice notice, int maxAddresses) {
        this.lock = lock;
        this.writes = writes;
        this.listeners = listeners;
        this.notice = notice;
        this.maxAddresses = maxAddresses;
    }

    public User update(Session session, UserId id, UserChange change, InstantSource clock) throws SQLException {
        User before = lock.take(session, id);
        // Read under the lock, so that the later of two changes has the later time.
        Instant now = afterItsAddresses(before, clock.instant());
        User after = Objects.requireNonNull(change.apply(before, now), "the change returned null");
        check(before, after);
        StatementSequence difference = writes.of(UserDifference.between(before, after), id, now);
        List<EmailAddress> entered = notice.addressesToCheck(before, after);
        if (entered.isEmpty()) {
            listeners.finish(session, difference, () -> UserEmailEvent.between(before, after));
        } else {
            difference.execute(session.connection());
            List<UserEmailEvent> events = new ArrayList<>(UserEmailEvent.between(before, after));
            events.addAll(notice.events(session, entered));
            listeners.call(session, events);
        }
        return after;
    }

    /** The creation time identifies an address that was removed and added again, even if the clock stops. */
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
        if (addresses > maxAddresses && addresses > before.emailAddresses().size()) {
            throw new TooManyEmailAddressesException();
        }
        // The database checks this only at the commit, which the library does not see in a joined transaction.
        if (addresses > 0 && after.primaryEmail().isEmpty()) {
            throw new PrimaryRequiredException();
        }
    }
}

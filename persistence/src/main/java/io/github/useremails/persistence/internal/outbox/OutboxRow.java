package io.github.useremails.persistence.internal.outbox;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.ClaimedForInstitution;
import io.github.useremails.domain.UserEmailEvent.ConfirmationLost;
import io.github.useremails.domain.UserEmailEvent.Confirmed;
import io.github.useremails.domain.UserEmailEvent.EnteredByAnother;
import io.github.useremails.domain.UserEmailEvent.Erased;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.ReleasedFromInstitution;
import io.github.useremails.domain.UserEmailEvent.Removed;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.sql.AddressText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event as columns. */
record OutboxRow(
        UserId user,
        String kind,
        @Nullable String address,
        @Nullable String previous,
        @Nullable Boolean reachable) {

    private static final String ENTERED_BY_ANOTHER = "entered_by_another";

    /** The kinds that this version can deliver; a newer version may have written others. */
    static final List<String> KINDS = List.of(
            "added",
            "confirmed",
            "confirmation_lost",
            "claimed_for_institution",
            "released_from_institution",
            "primary_changed",
            "removed",
            ENTERED_BY_ANOTHER,
            "erased");

    static OutboxRow of(UserEmailEvent event) {
        if (event instanceof Added added) {
            return of(event, "added", added.address());
        }
        if (event instanceof Confirmed confirmed) {
            return of(event, "confirmed", confirmed.address());
        }
        if (event instanceof ConfirmationLost lost) {
            return of(event, "confirmation_lost", lost.address());
        }
        if (event instanceof ClaimedForInstitution claimed) {
            return of(event, "claimed_for_institution", claimed.address());
        }
        if (event instanceof ReleasedFromInstitution released) {
            String address = released.address().value();
            return new OutboxRow(event.user(), "released_from_institution", address, null, released.reachable());
        }
        if (event instanceof PrimaryChanged changed) {
            String after = changed.after().map(EmailAddress::value).orElse(null);
            String before = changed.before().map(EmailAddress::value).orElse(null);
            return new OutboxRow(event.user(), "primary_changed", after, before, null);
        }
        if (event instanceof Removed removed) {
            return of(event, "removed", removed.address());
        }
        if (event instanceof EnteredByAnother entered) {
            return of(event, ENTERED_BY_ANOTHER, entered.address());
        }
        if (event instanceof Erased) {
            return new OutboxRow(event.user(), "erased", null, null, null);
        }
        throw new IllegalStateException(
                "the outbox has no kind for " + event.getClass().getName());
    }

    UserEmailEvent event() {
        return switch (kind) {
            case "added" -> new Added(user, required(address));
            case "confirmed" -> new Confirmed(user, required(address));
            case "confirmation_lost" -> new ConfirmationLost(user, required(address));
            case "claimed_for_institution" -> new ClaimedForInstitution(user, required(address));
            case "released_from_institution" ->
                new ReleasedFromInstitution(user, required(address), Boolean.TRUE.equals(reachable));
            case "primary_changed" -> new PrimaryChanged(user, optional(previous), optional(address));
            case "removed" -> new Removed(user, required(address));
            case ENTERED_BY_ANOTHER -> new EnteredByAnother(user, required(address));
            case "erased" -> new Erased(user);
            default -> throw new IllegalStateException("the outbox contains an event of an unknown kind: " + kind);
        };
    }

    /** Binds each column as an array. */
    static RenderedSql.Parameters parameters(List<OutboxRow> rows) {
        return statement -> {
            Connection connection = statement.getConnection();
            statement.setArray(
                    1, array(connection, "bigint", rows, row -> row.user().value()));
            statement.setArray(2, array(connection, "text", rows, OutboxRow::kind));
            statement.setArray(3, array(connection, "text", rows, OutboxRow::address));
            statement.setArray(4, array(connection, "text", rows, OutboxRow::previous));
            statement.setArray(5, array(connection, "boolean", rows, OutboxRow::reachable));
        };
    }

    private static Array array(
            Connection connection, String type, List<OutboxRow> rows, Function<OutboxRow, @Nullable Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    private static OutboxRow of(UserEmailEvent event, String kind, EmailAddress address) {
        return new OutboxRow(event.user(), kind, address.value(), null, null);
    }

    private static EmailAddress required(@Nullable String text) {
        return optional(text).orElseThrow(() -> new IllegalStateException("an event in the outbox has no address"));
    }

    private static Optional<EmailAddress> optional(@Nullable String text) {
        return Optional.ofNullable(text).map(AddressText::read);
    }
}

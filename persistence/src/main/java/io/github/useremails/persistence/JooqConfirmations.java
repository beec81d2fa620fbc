package io.github.useremails.persistence;

import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.PendingConfirmation;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** Confirmations on the connections of {@link JooqUsers}. */
record JooqConfirmations(Connections connections, Queries queries, Duration unconfirmedValidity, InstantSource clock)
        implements EmailConfirmations {

    @Override
    public ConfirmationRequest request(UserId user, EmailAddress address) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(address, "address");
        return connections.together(
                connection -> queries.confirmationRequests().request(connection, user, address, clock));
    }

    @Override
    public Optional<PendingConfirmation> peek(ConfirmationToken token) {
        Objects.requireNonNull(token, "token");
        return connections.separately(
                connection -> queries.confirmationAnswers().peek(connection, token, clock.instant()));
    }

    @Override
    public ConfirmationOutcome confirm(ConfirmationToken token) {
        Objects.requireNonNull(token, "token");
        return confirm(token, Optional.empty());
    }

    @Override
    public ConfirmationOutcome confirm(ConfirmationToken token, UserId acting) {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(acting, "acting");
        return confirm(token, Optional.of(acting));
    }

    @Override
    public int cancel(UserId user) {
        Objects.requireNonNull(user, "user");
        return connections.together(connection -> queries.cancellation().cancel(connection, user));
    }

    @Override
    public User revoke(UserId user, EmailAddress address, RevocationReason reason) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(reason, "reason");
        return connections.together(
                (connection, ending) -> queries.revocation().revoke(connection, user, address, reason, clock, ending));
    }

    @Override
    public int sweep(int most) {
        Sweep.checkSize(most);
        Instant now = clock.instant();
        Connections.Work<Integer> sweep =
                connection -> queries.sweep().sweep(connection, now.minus(unconfirmedValidity), now, most);
        return queries.sweep().isTold() ? connections.together(sweep) : connections.alone(sweep);
    }

    private ConfirmationOutcome confirm(ConfirmationToken token, Optional<UserId> acting) {
        try {
            return connections.together((connection, ending) ->
                    queries.confirmationAnswers().confirm(connection, token, acting, clock, ending));
        } catch (EmailAddressClaimedException e) {
            // Somebody else was faster by a moment. That the address has an owner is not for the late one to know.
            return new ConfirmationOutcome.Refused();
        }
    }
}

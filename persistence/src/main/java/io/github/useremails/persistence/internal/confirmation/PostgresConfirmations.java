package io.github.useremails.persistence.internal.confirmation;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.PendingConfirmation;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.persistence.internal.jdbc.Connections;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** Implements {@link EmailConfirmations} on PostgreSQL. */
public record PostgresConfirmations(
        Connections connections,
        ConfirmationRequests requests,
        TokenConfirmation tokens,
        Revocation revocation,
        InstantSource clock)
        implements EmailConfirmations {

    /** Returns the same confirmations on other connections. */
    public PostgresConfirmations on(Connections others) {
        return new PostgresConfirmations(others, requests, tokens, revocation, clock);
    }

    @Override
    public ConfirmationRequest request(UserId user, EmailAddress address) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(address, "address");
        return connections.transaction(session -> requests.request(session, user, address, clock));
    }

    @Override
    public Optional<PendingConfirmation> peek(ConfirmationToken token) {
        Objects.requireNonNull(token, "token");
        return connections.onPrimary().lookup(session -> tokens.peek(session, token, clock.instant()));
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
        return connections.transaction(session -> requests.cancel(session, user));
    }

    @Override
    public User revoke(UserId user, EmailAddress address, RevocationReason reason) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(reason, "reason");
        return connections.transaction(session -> revocation.revoke(session, user, address, reason, clock));
    }

    private ConfirmationOutcome confirm(ConfirmationToken token, Optional<UserId> acting) {
        try {
            return connections.transaction(session -> tokens.confirm(session, token, acting, clock));
        } catch (EmailAddressClaimedException e) {
            // Another user confirmed the address first. The caller must not learn that the address has an owner.
            return new ConfirmationOutcome.Refused();
        }
    }
}

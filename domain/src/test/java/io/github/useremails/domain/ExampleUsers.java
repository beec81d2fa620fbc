package io.github.useremails.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The users that tests speak of. */
final class ExampleUsers {

    static final UserId ANN = new UserId(1);
    static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    static final EmailAddress NEW = EmailAddress.parse("ann@new.example");
    static final InstitutionId INSTITUTION = new InstitutionId(7);

    /** When the users got their addresses, and confirmed those that are confirmed. */
    static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");

    /** When the tests change something. */
    static final Instant NOW = Instant.parse("2021-01-01T00:00:00Z");

    private ExampleUsers() {}

    static User aUserWithoutAddresses() {
        return new User(ANN, List.of());
    }

    static User aUserWithAnUnconfirmedAddress() {
        return new User(ANN, List.of(entered(MAIL).withPrimary(true)));
    }

    static User aUserWithTwoConfirmedAddresses() {
        return new User(ANN, List.of(confirmed(MAIL).withPrimary(true), confirmed(SCHOOL)));
    }

    static User aUserWithAnInstitutionManagedAddress() {
        return new User(ANN, List.of(confirmed(MAIL).withPrimary(true), institutionManaged(SCHOOL)));
    }

    static User aUserWithoutAPrimaryAddress() {
        return new User(ANN, List.of(confirmed(MAIL), entered(SCHOOL)));
    }

    static UserEmailAddress entered(EmailAddress address) {
        return UserEmailAddress.entered(address, false, THEN);
    }

    static UserEmailAddress confirmed(EmailAddress address) {
        return new UserEmailAddress(address, false, true, false, Optional.empty(), Optional.of(THEN), THEN);
    }

    /** Vouched for by the institution, and not confirmed by the user. */
    static UserEmailAddress institutionManaged(EmailAddress address) {
        return new UserEmailAddress(address, false, false, true, Optional.of(INSTITUTION), Optional.empty(), THEN);
    }
}

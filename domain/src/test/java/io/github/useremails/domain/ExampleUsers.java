package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The users in the tests. */
public final class ExampleUsers {

    public static final UserId ANN = new UserId(1);
    public static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    public static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    public static final EmailAddress NEW = EmailAddress.parse("ann@new.example");
    public static final InstitutionId INSTITUTION = new InstitutionId(7);

    /** When the users received their addresses, and confirmed those that are confirmed. */
    public static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");

    /** When the tests change users. */
    public static final Instant NOW = Instant.parse("2021-01-01T00:00:00Z");

    private ExampleUsers() {}

    public static User aUserWithoutAddresses() {
        return new User(ANN, List.of());
    }

    public static User aUserWithAnUnconfirmedAddress() {
        return new User(ANN, List.of(entered(MAIL).withPrimary(true)));
    }

    public static User aUserWithTwoConfirmedAddresses() {
        return new User(ANN, List.of(confirmed(MAIL).withPrimary(true), confirmed(SCHOOL)));
    }

    public static User aUserWithAnInstitutionManagedAddress() {
        return new User(ANN, List.of(confirmed(MAIL).withPrimary(true), institutionManaged(SCHOOL)));
    }

    public static User aUserWithoutAPrimaryAddress() {
        return new User(ANN, List.of(confirmed(MAIL), entered(SCHOOL)));
    }

    public static UserEmailAddress entered(EmailAddress address) {
        return UserEmailAddress.entered(address, false, THEN);
    }

    public static UserEmailAddress confirmed(EmailAddress address) {
        return new UserEmailAddress(address, false, true, false, Optional.empty(), Optional.of(THEN), THEN);
    }

    /** Returns an address that the institution manages and the user has not confirmed. */
    public static UserEmailAddress institutionManaged(EmailAddress address) {
        return new UserEmailAddress(address, false, false, true, Optional.of(INSTITUTION), Optional.empty(), THEN);
    }
}

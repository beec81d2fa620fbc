package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.AlreadyConfirmedException;
import io.github.useremails.domain.TooManyConfirmationsException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Confirmed;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Refused;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.upkeep.Upkeep;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How an address comes to belong to a user, and how a token dies. */
interface ConfirmationContract extends Setting {

    EmailAddress ANN_SCHOOL = EmailAddress.parse("ann@school.example");

    EmailConfirmations confirmations();

    Upkeep upkeep();

    @Test
    default void aTokenConfirmsItsAddress() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationRequest request = confirmations().request(ann, ANN_SCHOOL);

        ConfirmationOutcome outcome = confirmations().confirm(request.token());

        assertThat(outcome).isInstanceOfSatisfying(Confirmed.class, confirmed -> {
            assertThat(confirmed.address()).isEqualTo(ANN_SCHOOL);
            assertThat(users().withEmail(ANN_SCHOOL)).contains(confirmed.user());
        });
    }

    @Test
    default void aTokenIsUsedOnce() {
        ConfirmationToken token = confirmations()
                .request(aUserWhoEntered("ann@school.example"), ANN_SCHOOL)
                .token();
        confirmations().confirm(token);

        assertRefused(token);
    }

    @Test
    default void aRequestSaysWhereToSendWhatAndUntilWhen() {
        UserId ann = aUserWhoEntered("Ann@School.example");

        ConfirmationRequest request = confirmations().request(ann, ANN_SCHOOL);

        assertThat(request.address().value()).isEqualTo("Ann@school.example");
        assertThat(request.token().value()).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(request.expiresAt()).isAfter(Instant.now().plus(Duration.ofHours(23)));
    }

    @Test
    default void peekingTellsWhatATokenWouldConfirmAndUsesNothing() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationRequest request = confirmations().request(ann, ANN_SCHOOL);

        for (int i = 0; i < 3; i++) {
            assertThat(confirmations().peek(request.token())).hasValueSatisfying(pending -> {
                assertThat(pending.user()).isEqualTo(ann);
                assertThat(pending.address()).isEqualTo(ANN_SCHOOL);
                assertThat(pending.expiresAt()).isEqualTo(request.expiresAt());
            });
        }
        assertThat(users().withEmail(ANN_SCHOOL)).isEmpty();
        assertThat(confirmations().confirm(request.token())).isInstanceOf(Confirmed.class);
    }

    @Test
    default void aTokenThatWasNeverGivenOutIsRefused() {
        assertRefused(ConfirmationToken.of(new byte[32]));
    }

    @Test
    default void anExpiredTokenIsRefused() {
        ConfirmationToken token = confirmations()
                .request(aUserWhoEntered("ann@school.example"), ANN_SCHOOL)
                .token();
        expireAll();

        assertRefused(token);
    }

    @Test
    default void aTokenOfAnotherUserIsRefusedAndStaysGood() {
        UserId ann = aUserWhoEntered("ann@school.example");
        UserId eve = stored().aUser();
        ConfirmationToken token = confirmations().request(ann, ANN_SCHOOL).token();

        assertThat(confirmations().confirm(token, eve)).isEqualTo(new Refused());
        assertThat(confirmations().confirm(token, ann)).isInstanceOf(Confirmed.class);
    }

    @Test
    default void aNewTokenKillsTheOldOne() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationToken old = confirmations().request(ann, ANN_SCHOOL).token();
        ConfirmationToken next = confirmations().request(ann, ANN_SCHOOL).token();

        assertRefused(old);
        assertThat(confirmations().confirm(next)).isInstanceOf(Confirmed.class);
    }

    @Test
    default void aTokenDoesNotOutliveItsAddress() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationToken token = confirmations().request(ann, ANN_SCHOOL).token();
        users().update(ann, (user, now) -> user.removeEmail(ANN_SCHOOL));
        users().update(ann, (user, now) -> user.addEmail(ANN_SCHOOL, now));

        assertRefused(token);
        assertThat(users().withEmail(ANN_SCHOOL)).isEmpty();
    }

    @Test
    default void afterAnAccountWasRecoveredNoPendingChangeOfTheIntruderCounts() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), entered("intruder@evil.example"));
        UserId bob = stored().aUser(confirmed("bob@mail.example").andPrimary(), entered("bob@school.example"));
        ConfirmationToken kept = confirmations()
                .request(ann, EmailAddress.parse("intruder@evil.example"))
                .token();
        ConfirmationToken ofBob = confirmations()
                .request(bob, EmailAddress.parse("bob@school.example"))
                .token();

        assertThat(confirmations().cancel(ann)).isEqualTo(1);

        assertRefused(kept);
        assertThat(confirmations().cancel(ann)).isZero();
        assertThat(confirmations().cancel(new UserId(-1))).isZero();
        assertThat(confirmations().peek(ofBob)).isPresent();
    }

    @Test
    default void aTokenDiesWhenItsAddressBecomesPrimary() {
        UserId ann =
                stored().aUser(confirmed("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));
        ConfirmationToken token = confirmations().request(ann, ANN_SCHOOL).token();
        users().update(ann, (user, now) -> user.makePrimary(ANN_SCHOOL));

        assertRefused(token);
    }

    @Test
    default void aTokenDiesWhenRawSqlChangesTheText() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationToken token = confirmations().request(ann, ANN_SCHOOL).token();
        stored().execute("update " + stored().schema() + ".user_email_addresses"
                + " set email_address = 'eve@school.example', normalized_email_address = 'eve@school.example'"
                + " where email_address = 'ann@school.example'");

        assertRefused(token);
    }

    @Test
    default void aTokenComesTooLateWhenAnotherUserOwnsTheAddress() {
        UserId ann = aUserWhoEntered("ann@school.example");
        ConfirmationToken token = confirmations().request(ann, ANN_SCHOOL).token();
        stored().aUser(confirmed("ann@school.example").andPrimary());

        assertRefused(token);
    }

    @Test
    default void whoMerelyEnteredAnAddressLosesItToTheOneWhoConfirmsIt() {
        UserId ann = aUserWhoEntered("ann@school.example");
        UserId withOthers = stored().aUser(entered("ann@school.example").andPrimary(), confirmed("kim@mail.example"));
        UserId withNothingElse = stored().aUser(entered("ANN@school.example").andPrimary());
        UserId notPrimary = aUserWhoEntered("ann@School.example", "zoe@mail.example");
        ConfirmationToken theirs =
                confirmations().request(withOthers, ANN_SCHOOL).token();

        confirmations().confirm(confirmations().request(ann, ANN_SCHOOL).token());

        assertThat(users().find(withOthers).flatMap(User::primaryEmail))
                .contains(EmailAddress.parse("kim@mail.example"));
        assertThat(users().find(withNothingElse).orElseThrow().emailAddresses()).isEmpty();
        assertThat(users().find(notPrimary).orElseThrow().emailAddresses()).hasSize(1);
        assertRefused(theirs);
    }

    @Test
    default void onlyAnAddressThatWaitsForItCanBeConfirmed() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary());

        assertThatExceptionOfType(AlreadyConfirmedException.class)
                .isThrownBy(() -> confirmations().request(ann, ANN_SCHOOL));
        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> confirmations().request(ann, EmailAddress.parse("eve@school.example")));
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> confirmations().request(new UserId(-7), ANN_SCHOOL));
    }

    @Test
    default void fiveAddressesOfAUserMayWaitForConfirmation() {
        UserId ann = stored().aUser(
                        entered("a0@mail.example").andPrimary(),
                        entered("a1@mail.example"),
                        entered("a2@mail.example"),
                        entered("a3@mail.example"),
                        entered("a4@mail.example"),
                        entered("a5@mail.example"));
        for (int i = 0; i < 5; i++) {
            confirmations().request(ann, EmailAddress.parse("a" + i + "@mail.example"));
        }
        EmailAddress sixth = EmailAddress.parse("a5@mail.example");

        assertThatExceptionOfType(TooManyConfirmationsException.class)
                .isThrownBy(() -> confirmations().request(ann, sixth));
        confirmations().request(ann, EmailAddress.parse("a0@mail.example"));
        expireAll();
        assertThat(confirmations().request(ann, sixth)).isNotNull();
    }

    @Test
    default void aRevokedAddressFindsNobodyAndTheUserStaysReachable() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary(), confirmed("ann@mail.example"));

        User revoked = confirmations().revoke(ann, ANN_SCHOOL, RevocationReason.BOUNCED);

        assertThat(users().withEmail(ANN_SCHOOL)).isEmpty();
        assertThat(revoked.primaryEmail()).contains(EmailAddress.parse("ann@mail.example"));
        assertThat(users().find(ann)).contains(revoked);
        assertThat(confirmations().revoke(ann, ANN_SCHOOL, RevocationReason.BOUNCED))
                .isEqualTo(revoked);
        assertThat(confirmations()
                        .confirm(confirmations().request(ann, ANN_SCHOOL).token()))
                .isInstanceOf(Confirmed.class);
    }

    @Test
    default void whatIsNotThereCannotBeRevoked() {
        UserId ann = aUserWhoEntered("ann@school.example");

        assertThatExceptionOfType(UnknownEmailAddressException.class)
                .isThrownBy(() -> confirmations()
                        .revoke(ann, EmailAddress.parse("eve@school.example"), RevocationReason.REPORTED));
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> confirmations().revoke(new UserId(-7), ANN_SCHOOL, RevocationReason.REPORTED));
    }

    @Test
    default void whatStaysUnconfirmedForThreeDaysIsSweptAway() {
        UserId ann = stored().aUser(
                        entered("ann@typo.example").andPrimary(),
                        confirmed("ann@mail.example"),
                        institutionManaged("ann@school.example"),
                        entered("ann@old.example"));
        UserId kim = stored().aUser(entered("kim@mail.example").andPrimary());
        stored().execute("update " + stored().schema() + ".user_email_addresses"
                + " set created_at = now() - interval '3 days 1 minute'");
        EmailAddress recent = EmailAddress.parse("ann@recent.example");
        users().update(ann, (user, now) -> user.addEmail(recent, now));

        assertThat(upkeep().removeUnconfirmed(10)).isEqualTo(1);

        assertThat(users().find(ann).orElseThrow().emailAddresses())
                .extracting(e -> e.address().value())
                .containsExactly("ann@typo.example", "ann@mail.example", "ann@school.example", "ann@recent.example");
        assertThat(users().primaryEmail(kim)).isPresent();
        assertThat(upkeep().removeUnconfirmed(10)).isZero();
    }

    @Test
    default void aSweepTakesNoMoreThanItIsAskedTo() {
        stored().aUser(
                        confirmed("ann@mail.example").andPrimary(),
                        entered("a1@old.example"),
                        entered("a2@old.example"),
                        entered("a3@old.example"));
        stored().execute("update " + stored().schema()
                + ".user_email_addresses set created_at = now() - interval '4 days'");

        assertThat(upkeep().removeUnconfirmed(2)).isEqualTo(2);
        assertThat(upkeep().removeUnconfirmed(2)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> upkeep().removeUnconfirmed(0));
        assertThatIllegalArgumentException().isThrownBy(() -> upkeep().removeUnconfirmed(10_001));
    }

    /** Whoever adds an address that somebody owns learns nothing of the owner. */
    @Test
    default void anAddressThatSomebodyOwnsIsEnteredLikeOneThatIsFree() {
        stored().aUser(confirmed("owned@school.example").andPrimary());
        UserId eve = stored().aUser(confirmed("eve@mail.example").andPrimary());
        EmailAddress owned = EmailAddress.parse("owned@school.example");
        EmailAddress free = EmailAddress.parse("free@school.example");

        User added =
                users().update(eve, (user, now) -> user.addEmail(owned, now).addEmail(free, now));
        ConfirmationRequest ofOwned = confirmations().request(eve, owned);
        ConfirmationRequest ofFree = confirmations().request(eve, free);

        assertThat(added.emailAddress(owned).orElseThrow().claimed())
                .isEqualTo(added.emailAddress(free).orElseThrow().claimed());
        assertThat(ofOwned.token().value()).hasSameSizeAs(ofFree.token().value());
        assertRefused(ofOwned.token());
        assertThat(confirmations().confirm(ofFree.token())).isInstanceOf(Confirmed.class);
    }

    @Test
    default void theDatabaseDoesNotKnowTheToken() {
        ConfirmationToken token = confirmations()
                .request(aUserWhoEntered("ann@school.example"), ANN_SCHOOL)
                .token();
        stored().execute("do $$ begin if exists (select from " + stored().schema() + ".user_email_confirmations c"
                + " where c::text like '%" + token.value() + "%'"
                + " or c.token_sha256 <> sha256('" + token.value() + "'))"
                + " then raise 'the token is stored'; end if; end $$");
        assertThat(token.toString()).doesNotContain(token.value());
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void nullIsRefusedByConfirmations() {
        ConfirmationToken token = ConfirmationToken.of(new byte[32]);

        assertThatNullPointerException()
                .isThrownBy(() -> confirmations().request(null, ANN_SCHOOL))
                .withMessage("user");
        assertThatNullPointerException()
                .isThrownBy(() -> confirmations().request(new UserId(1), null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> confirmations().peek(null))
                .withMessage("token");
        assertThatNullPointerException()
                .isThrownBy(() -> confirmations().confirm(null))
                .withMessage("token");
        assertThatNullPointerException()
                .isThrownBy(() -> confirmations().confirm(token, null))
                .withMessage("acting");
    }

    private UserId aUserWhoEntered(String address) {
        return aUserWhoEntered(address, "ann@mail.example");
    }

    private UserId aUserWhoEntered(String address, String primary) {
        return stored().aUser(confirmed(primary).andPrimary(), entered(address));
    }

    private void expireAll() {
        stored().execute("update " + stored().schema() + ".user_email_confirmations"
                + " set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'");
    }

    private void assertRefused(ConfirmationToken token) {
        assertThat(confirmations().peek(token)).isEmpty();
        assertThat(confirmations().confirm(token)).isEqualTo(new Refused());
    }
}

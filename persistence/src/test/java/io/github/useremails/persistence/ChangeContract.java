package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.DuplicateEmailAddressException;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.TooManyEmailAddressesException;
import io.github.useremails.domain.UnconfirmedPrimaryException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a change writes, and that a refused one writes nothing. */
interface ChangeContract extends Setting {

    EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    EmailAddress MAIL = EmailAddress.parse("ann@mail.example");

    @Test
    default void aNewUserHasTheFirstAddressAsUnconfirmedPrimary() {
        User ann = users().register(MAIL);

        assertThat(ann.primaryEmail()).contains(MAIL);
        assertThat(ann.emailAddress(MAIL).orElseThrow().confirmed()).isFalse();
        assertThat(found(ann.id())).isEqualTo(ann);
    }

    @Test
    default void anAddressThatOthersOnlyEnteredCanRegister() {
        stored().aUser(entered("ann@mail.example").andPrimary());

        assertThat(users().register(MAIL).primaryEmail()).contains(MAIL);
    }

    @Test
    default void anAddressOfAnotherUserCannotRegister() {
        stored().aUser(confirmed("ann@mail.example").andPrimary());
        stored().aUser(institutionManaged("ann@school.example").andPrimary());

        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> users().register(EmailAddress.parse("ANN@Mail.example")));
        assertThatExceptionOfType(EmailAddressClaimedException.class).isThrownBy(() -> users().register(SCHOOL));
        assertThat(users().firstPage(10)).hasSize(2);
    }

    @Test
    default void anAddressIsAddedConfirmedAndPromotedInOneChange() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());

        User changed = users().update(
                        ann,
                        (user, now) -> user.addEmail(SCHOOL, now)
                                .confirmEmail(SCHOOL, now)
                                .makePrimary(SCHOOL));

        assertThat(changed.primaryEmail()).contains(SCHOOL);
        assertThat(found(ann)).isEqualTo(changed);
        assertThat(users().withEmail(SCHOOL)).contains(changed);
    }

    @Test
    default void aPrimaryIsSwappedThereAndBack() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));

        users().update(ann, (user, now) -> user.makePrimary(SCHOOL));
        assertThat(users().primaryEmail(ann)).contains(SCHOOL);
        users().update(ann, (user, now) -> user.makePrimary(MAIL));
        assertThat(users().primaryEmail(ann)).contains(MAIL);
    }

    @Test
    default void aRemovedAddressIsGone() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));

        users().update(ann, (user, now) -> user.removeEmail(SCHOOL));

        assertThat(users().withEmail(SCHOOL)).isEmpty();
        assertThat(found(ann).emailAddresses()).hasSize(1);
    }

    @Test
    default void anAddressCanBeRemovedAndAddedAgainInAnotherSpelling() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));
        EmailAddress other = EmailAddress.parse("ANN@school.example");

        users().update(ann, (user, now) -> user.removeEmail(SCHOOL).addEmail(other, now));

        UserEmailAddress again = found(ann).emailAddress(SCHOOL).orElseThrow();
        assertThat(again.address().value()).isEqualTo("ANN@school.example");
        assertThat(again.confirmed()).isFalse();
        assertThat(users().withEmail(SCHOOL)).isEmpty();
    }

    @Test
    default void anAddressIsSpelledAnewAndKeepsAllElse() {
        UserId ann =
                stored().aUser(confirmed("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));
        User before = found(ann);

        User changed = users().update(
                        ann,
                        (user, now) -> user.respellEmail(EmailAddress.parse("Ann@mail.example"))
                                .respellEmail(EmailAddress.parse("ANN@school.example")));

        assertThat(changed).isEqualTo(before);
        assertThat(found(ann)).isEqualTo(before);
        assertThat(found(ann).emailAddresses())
                .extracting(address -> address.address().value())
                .containsExactly("Ann@mail.example", "ANN@school.example");
        assertThat(users().withEmail(MAIL)).contains(before);
        assertThat(users().primaryEmail(ann).orElseThrow().value()).isEqualTo("Ann@mail.example");
    }

    @Test
    default void anEmptyChangeWritesNothing() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());
        User before = found(ann);

        assertThat(users().update(ann, (user, now) -> user)).isEqualTo(before);
        assertThat(found(ann)).isEqualTo(before);
    }

    @Test
    default void everyPartOfAnAddressIsWritten() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        Instant then = Instant.parse("2001-02-03T04:05:06.789012Z");
        UserEmailAddress school = new UserEmailAddress(
                SCHOOL, false, true, true, Optional.of(new InstitutionId(42)), Optional.of(then), then.minusSeconds(1));

        User changed = users().update(
                        ann,
                        (user, now) ->
                                new User(ann, List.of(user.emailAddresses().get(0), school)));

        assertThat(changed.emailAddresses()).contains(school);
        assertThat(found(ann)).isEqualTo(changed);
    }

    @Test
    default void allFlagsCanMoveFromOneAddressToAnotherAtOnce() {
        UserId ann = stored().aUser(
                        institutionManaged("ann@mail.example").andPrimary().andConfirmed(),
                        entered("ann@school.example"));

        User changed = users().update(ann, (user, now) -> {
            UserEmailAddress mail = user.emailAddresses().get(0);
            UserEmailAddress school = user.emailAddresses().get(1);
            return new User(ann, List.of(withFlagsOf(school, mail), withFlagsOf(mail, school)));
        });

        assertThat(changed.primaryEmail()).contains(SCHOOL);
        assertThat(changed.institutionManagedEmail()).contains(SCHOOL);
        assertThat(found(ann)).isEqualTo(changed);
    }

    @Test
    default void atGraduationTheUserKeepsTheAccountAndTheAddressIsFreeForTheNextPerson() {
        UserId ann = stored().aUser(
                        confirmed("ann@mail.example"),
                        institutionManaged("ann@school.example").andPrimary());

        User graduate = users().update(ann, (user, now) -> user.releaseFromInstitution(SCHOOL));

        assertThat(graduate.primaryEmail()).contains(MAIL);
        assertThat(found(ann)).isEqualTo(graduate);
        assertThat(users().withEmail(SCHOOL)).isEmpty();
        UserId next = stored().aUser();
        users().update(next, (user, now) -> user.claimForInstitution(SCHOOL, new InstitutionId(7), now));
        assertThat(users().withInstitutionManagedEmail(SCHOOL)).map(User::id).contains(next);
        assertThat(found(ann).emailAddress(SCHOOL)).isEmpty();
    }

    @Test
    default void anInstitutionCannotClaimWhatAnotherUserConfirmed() {
        stored().aUser(confirmed("ann@school.example").andPrimary());
        UserId other = stored().aUser();

        assertRefused(
                other,
                EmailAddressClaimedException.class,
                (user, now) -> user.claimForInstitution(SCHOOL, new InstitutionId(7), now));
    }

    @Test
    default void anUnknownUserCannotBeChanged() {
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> users().update(new UserId(-7), (user, now) -> user))
                .withMessageStartingWith("there is no user -7 in the database");
    }

    @Test
    default void anAddressOfAnotherUserCannotBeConfirmedAndNothingOfTheChangeIsWritten() {
        stored().aUser(confirmed("ann@school.example").andPrimary());
        UserId other = stored().aUser(confirmed("zoe@mail.example").andPrimary(), entered("ann@school.example"));

        assertRefused(
                other,
                EmailAddressClaimedException.class,
                (user, now) -> user.addEmail(MAIL, now).confirmEmail(SCHOOL, now));
    }

    @Test
    default void aRefusedRuleWritesNothing() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        EmailAddress unknown = EmailAddress.parse("unknown@school.example");

        assertRefused(
                ann,
                DuplicateEmailAddressException.class,
                (user, now) -> user.addEmail(unknown, now).addEmail(MAIL, now));
        assertRefused(
                ann,
                UnconfirmedPrimaryException.class,
                (user, now) -> user.addEmail(unknown, now).makePrimary(SCHOOL));
        assertRefused(
                ann,
                PrimaryRequiredException.class,
                (user, now) -> user.addEmail(unknown, now).removeEmail(MAIL));
        assertRefused(
                ann,
                UnknownEmailAddressException.class,
                (user, now) -> user.confirmEmail(SCHOOL, now).confirmEmail(unknown, now));
    }

    @Test
    default void whatTheDatabaseAloneCanRefuseIsRefusedAsTheSameRule() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));

        assertRefused(
                ann,
                PrimaryRequiredException.class,
                (user, now) -> new User(ann, List.of(user.emailAddresses().get(1))));
    }

    @Test
    default void whatAChangeThrowsComesOutAndNothingIsWritten() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());

        assertRefused(ann, ArithmeticException.class, (user, now) -> {
            throw new ArithmeticException("mine");
        });
    }

    @Test
    default void aChangeMustReturnTheSameUser() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> users().update(ann, (user, now) -> new User(new UserId(-7), user.emailAddresses())));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void nullIsRefusedBeforeAnythingIsDone() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());

        assertThatNullPointerException()
                .isThrownBy(() -> users().register(null))
                .withMessage("first");
        assertThatNullPointerException()
                .isThrownBy(() -> users().update(null, (user, now) -> user))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> users().update(ann, null))
                .withMessage("change");
        assertThatNullPointerException()
                .isThrownBy(() -> users().update(ann, (user, now) -> null))
                .withMessageContaining("change");
    }

    @Test
    default void aUserMayHaveTenAddressesAndNoMore() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());
        for (int i = 1; i < 10; i++) {
            EmailAddress address = EmailAddress.parse("ann+" + i + "@mail.example");
            users().update(ann, (user, now) -> user.addEmail(address, now));
        }

        assertRefused(ann, TooManyEmailAddressesException.class, (user, now) -> user.addEmail(SCHOOL, now));
    }

    @Test
    default void aUserWhoHasTooManyAddressesKeepsThemAndMayChangeThem() {
        StoredAddress[] many = new StoredAddress[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = entered("ann+" + i + "@mail.example");
        }
        many[0] = many[0].andPrimary();
        UserId ann = stored().aUser(many);

        User changed = users().update(ann, (user, now) -> {
            User all = user;
            for (UserEmailAddress e : user.emailAddresses()) {
                all = all.confirmEmail(e.address(), now);
            }
            return all.removeEmail(EmailAddress.parse("ann+7@mail.example"));
        });

        assertThat(found(ann)).isEqualTo(changed);
        assertThat(stored().addresses()).isEqualTo(499);
    }

    private User found(UserId id) {
        return users().find(id).orElseThrow();
    }

    private void assertRefused(UserId id, Class<? extends Exception> error, UserChange change) {
        User before = found(id);
        assertThatExceptionOfType(error)
                .isThrownBy(() -> users().update(id, change))
                .withNoCause();
        assertThat(found(id)).isEqualTo(before);
    }

    private static UserEmailAddress withFlagsOf(UserEmailAddress flags, UserEmailAddress address) {
        return new UserEmailAddress(
                address.address(),
                flags.primary(),
                flags.confirmed(),
                flags.institutionManaged(),
                flags.institution(),
                flags.confirmedAt(),
                address.createdAt());
    }
}

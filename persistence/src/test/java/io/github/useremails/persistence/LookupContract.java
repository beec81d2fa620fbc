package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a lookup of one address or one id finds, and whom it must not find. */
interface LookupContract extends Setting {

    EmailAddress ANN = EmailAddress.parse("Ann@School.example");

    @Test
    default void aUserIsFoundByIdWithAllAddressesInTheOrderOfAdding() {
        UserId ann = stored().aUser(
                        confirmed("zoe@mail.example").andPrimary(),
                        entered("ann@mail.example"),
                        institutionManaged("Ann@school.example"));

        User user = users().find(ann).orElseThrow();

        assertThat(user.id()).isEqualTo(ann);
        assertThat(user.emailAddresses())
                .extracting(e -> e.address().value())
                .containsExactly("zoe@mail.example", "ann@mail.example", "Ann@school.example");
        assertThat(user.emailAddresses()).extracting(UserEmailAddress::primary).containsExactly(true, false, false);
        assertThat(user.emailAddresses())
                .extracting(UserEmailAddress::confirmed)
                .containsExactly(true, false, false);
        assertThat(user.emailAddresses())
                .extracting(UserEmailAddress::institutionManaged)
                .containsExactly(false, false, true);
    }

    @Test
    default void aUserWithoutAddressesIsFoundById() {
        UserId ann = stored().aUser();

        User user = users().find(ann).orElseThrow();

        assertThat(user.emailAddresses()).isEmpty();
        assertThat(user.primaryEmail()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
    default void anUnknownIdFindsNobody(long id) {
        assertThat(users().find(new UserId(id))).isEmpty();
        assertThat(users().primaryEmail(new UserId(id))).isEmpty();
        assertThat(users().institutionManagedEmail(new UserId(id))).isEmpty();
    }

    @Test
    default void aConfirmedAddressFindsItsUserWithTheOtherAddressesToo() {
        UserId ann = stored().aUser(entered("ann@mail.example").andPrimary(), confirmed("ann@school.example"));

        User user = users().withEmail(ANN).orElseThrow();

        assertThat(user.id()).isEqualTo(ann);
        assertThat(user.primaryEmail()).contains(EmailAddress.parse("ann@mail.example"));
        assertThat(user.emailAddresses()).hasSize(2);
    }

    @Test
    default void anInstitutionManagedAddressFindsItsUserUnconfirmed() {
        UserId ann = stored().aUser(institutionManaged("ann@school.example").andPrimary());

        assertThat(users().withEmail(ANN)).map(User::id).contains(ann);
    }

    @Test
    default void anUnconfirmedAddressFindsNobody() {
        stored().aUser(entered("ann@school.example").andPrimary());
        stored().aUser(entered("ann@school.example").andPrimary());

        assertThat(users().withEmail(ANN)).isEmpty();
        assertThat(users().withPrimaryEmail(ANN)).isEmpty();
        assertThat(users().withInstitutionManagedEmail(ANN)).isEmpty();
    }

    @Test
    default void othersWhoEnteredAnAddressDoNotShadowItsOwner() {
        stored().aUser(entered("ann@school.example").andPrimary());
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary());
        stored().aUser(entered("ann@school.example").andPrimary());

        assertThat(users().withEmail(ANN)).map(User::id).contains(ann);
    }

    @Test
    default void anotherSpellingFindsTheSameUser() {
        UserId ann = stored().aUser(confirmed("aNN@xn--bcher-kva.example").andPrimary());

        assertThat(users().withEmail("ANN@b\u00fccher.example")).map(User::id).contains(ann);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ann",
                " ann@school.example",
                "ann@school.example ",
                "ann@school.example\u0000",
                "ann@school.example'; drop table users; --",
                "' or ''='",
                "%@school.example",
                "ann@school_example",
                "ann@\ud800school.example",
                "\u202eann@school.example",
                "an\u200bn@school.example",
                "\uff41nn@school.example",
                "ann@school.example, zoe@school.example"
            })
    default void textThatIsNotTheAddressFindsNobody(String text) {
        stored().aUser(confirmed("ann@school.example").andPrimary());

        assertThat(users().withEmail(text)).isEmpty();
    }

    @Test
    default void lettersThatOnlyLookTheSameFindNobody() {
        stored().aUser(confirmed("kim@school.example").andPrimary());
        stored().aUser(confirmed("ilker@fass.example").andPrimary());

        assertThat(users().withEmail("\u043aim@school.example")).isEmpty();
        assertThat(users().withEmail("\u0131lker@fass.example")).isEmpty();
        assertThat(users().withEmail("\u0130LKER@fass.example")).isEmpty();
        assertThat(users().withEmail("ilker@fa\u00df.example")).isEmpty();
        assertThat(users().withEmail("ILKER@FASS.EXAMPLE")).isPresent();
    }

    @Test
    default void theLongestAddressFindsItsUser() {
        String longest = "a".repeat(64) + "@" + ("b".repeat(61) + ".").repeat(3) + "cdd";
        UserId ann = stored().aUser(confirmed(longest).andPrimary());

        assertThat(users().withEmail(longest)).map(User::id).contains(ann);
        assertThat(users().withEmail("a" + longest)).isEmpty();
        assertThat(users().withEmail("a".repeat(1_000_000))).isEmpty();
    }

    @Test
    default void onlyAPrimaryAddressFindsByPrimary() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary(), confirmed("ann@mail.example"));

        assertThat(users().withPrimaryEmail(ANN)).map(User::id).contains(ann);
        assertThat(users().withPrimaryEmail(EmailAddress.parse("ann@mail.example")))
                .isEmpty();
    }

    @Test
    default void onlyAnInstitutionManagedAddressFindsByInstitution() {
        UserId ann = stored().aUser(
                        institutionManaged("ann@school.example"),
                        confirmed("ann@mail.example").andPrimary());

        assertThat(users().withInstitutionManagedEmail(ANN)).map(User::id).contains(ann);
        assertThat(users().withInstitutionManagedEmail(EmailAddress.parse("ann@mail.example")))
                .isEmpty();
    }

    @Test
    default void theTwoAddressesOfAUserAreTold() {
        UserId ann = stored().aUser(entered("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));

        assertThat(users().primaryEmail(ann)).contains(EmailAddress.parse("ann@mail.example"));
        assertThat(users().institutionManagedEmail(ann)).contains(ANN);
    }

    @Test
    default void aUserWithoutAddressesHasNeither() {
        UserId ann = stored().aUser();

        assertThat(users().primaryEmail(ann)).isEmpty();
        assertThat(users().institutionManagedEmail(ann)).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void nullIsRefusedByTheNameOfTheParameter() {
        assertThatNullPointerException().isThrownBy(() -> users().find(null)).withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> users().withEmail((EmailAddress) null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> users().withEmail((String) null))
                .withMessage("text");
        assertThatNullPointerException()
                .isThrownBy(() -> users().withPrimaryEmail(null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> users().withInstitutionManagedEmail(null))
                .withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> users().primaryEmail(null))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> users().institutionManagedEmail(null))
                .withMessage("id");
    }

    @Test
    default void whatALegacyColumnHeldIsReadAsItStands() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary());
        stored().execute("insert into " + stored().schema() + ".user_email_addresses"
                + " (user_id, email_address, normalized_email_address)"
                + " values (" + ann.value() + ", ' No Address ', ' no address ')");

        User user = users().withEmail(ANN).orElseThrow();

        assertThat(user.emailAddresses().get(1).address().value()).isEqualTo(" No Address ");
    }

    /** Lookups need no instance state, so one object serves all threads. */
    @Test
    default void theSameUsersObjectAnswersAgainAndAgain() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary());

        for (int i = 0; i < 20; i++) {
            assertThat(users().withEmail(ANN)).map(User::id).contains(ann);
        }
    }
}

package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import org.junit.jupiter.api.Test;

/** Two users who are one person: planned, then carried out, both ways round. */
interface MergeContract extends Setting {

    @Test
    default void theOneWhoStaysGetsTheAddressesOfTheOther() {
        UserId from = stored().aUser(confirmed("old@mail.example").andPrimary(), entered("both@mail.example"));
        UserId into = stored().aUser(confirmed("new@mail.example").andPrimary(), confirmed("both@mail.example"));

        MergePlan plan = users().planMerge(from, into);
        assertThat(users().withEmail("old@mail.example")).map(User::id).contains(from);

        assertThat(users().merge(from, into)).isEqualTo(plan);
        assertThat(plan.moved()).containsExactly(EmailAddress.parse("old@mail.example"));
        assertThat(plan.conflicts()).isEmpty();
        assertThat(users().find(into)).contains(plan.merged());
        assertThat(users().find(from).orElseThrow().emailAddresses()).isEmpty();
        assertThat(users().withEmail("old@mail.example")).map(User::id).contains(into);
        assertThat(users().primaryEmail(into)).contains(EmailAddress.parse("new@mail.example"));
    }

    @Test
    default void aUserWithTheLargerIdMergesIntoTheSmaller() {
        UserId into = stored().aUser();
        UserId from = stored().aUser(institutionManaged("ann@school.example").andPrimary());

        MergePlan plan = users().merge(from, into);

        assertThat(users().find(into)).contains(plan.merged());
        assertThat(users().primaryEmail(into)).contains(EmailAddress.parse("ann@school.example"));
        assertThat(users().institutionManagedEmail(into)).isPresent();
    }

    @Test
    default void whatAnInstitutionVouchesForTheOneWhoStaysWins() {
        UserId from = stored().aUser(
                        institutionManaged("ann@school.example").andConfirmed().andPrimary());
        UserId into = stored().aUser(institutionManaged("ann@work.example").andPrimary());

        MergePlan plan = users().merge(from, into);

        assertThat(plan.conflicts()).containsExactly(EmailAddress.parse("ann@school.example"));
        assertThat(users().institutionManagedEmail(into)).contains(EmailAddress.parse("ann@work.example"));
        assertThat(users().withEmail("ann@school.example")).map(User::id).contains(into);
    }

    @Test
    default void aClaimOfTheOtherCountsForAnAddressThatBothHave() {
        UserId into = stored().aUser(confirmed("new@mail.example").andPrimary(), entered("both@mail.example"));
        UserId from = stored().aUser(entered("x@mail.example").andPrimary(), confirmed("other@mail.example"));
        stored().execute("update " + stored().schema() + ".user_email_addresses set confirmed = true"
                + " where email_address = 'x@mail.example'");
        users().update(into, (user, now) -> user.addEmail(EmailAddress.parse("x@mail.example"), now));

        users().merge(from, into);

        assertThat(users().withEmail("x@mail.example")).map(User::id).contains(into);
    }

    @Test
    default void nobodyMergesWithNobodyOrWithThemselves() {
        UserId ann = stored().aUser(confirmed("ann@mail.example").andPrimary());
        UserId nobody = new UserId(-7);

        assertThatExceptionOfType(UnknownUserException.class).isThrownBy(() -> users().merge(ann, nobody));
        assertThatExceptionOfType(UnknownUserException.class).isThrownBy(() -> users().merge(nobody, ann));
        assertThatExceptionOfType(UnknownUserException.class).isThrownBy(() -> users().planMerge(nobody, ann));
        assertThatIllegalArgumentException().isThrownBy(() -> users().merge(ann, ann));
        assertThatIllegalArgumentException().isThrownBy(() -> users().planMerge(ann, ann));
        assertThat(users().withEmail("ann@mail.example")).map(User::id).contains(ann);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void nullIsNotMerged() {
        assertThatNullPointerException()
                .isThrownBy(() -> users().merge(null, new UserId(1)))
                .withMessage("from");
        assertThatNullPointerException()
                .isThrownBy(() -> users().planMerge(new UserId(1), null))
                .withMessage("into");
    }
}

package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lookups of many: the same answers as one by one, in the order asked for. */
interface BulkLookupContract extends Setting {

    @Test
    default void addressesFindTheirUsersInTheOrderAskedFor() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary(), entered("ann@mail.example"));
        UserId zoe = stored().aUser(institutionManaged("zoe@school.example").andPrimary());
        stored().aUser(entered("kim@school.example").andPrimary());

        Map<EmailAddress, User> found = users().withEmails(addresses(
                "zoe@school.example", "nobody@school.example", "ann@school.example", "kim@school.example"));

        assertThat(found.keySet()).containsExactlyElementsOf(addresses("zoe@school.example", "ann@school.example"));
        assertThat(found.values()).extracting(User::id).containsExactly(zoe, ann);
        assertThat(found.values())
                .extracting(user -> user.emailAddresses().size())
                .containsExactly(1, 2);
    }

    @Test
    default void anAddressAskedForTwiceIsOneEntry() {
        stored().aUser(confirmed("ann@school.example").andPrimary());

        assertThat(users().withEmails(addresses("Ann@school.example", "ann@SCHOOL.example", "ANN@school.example")))
                .hasSize(1);
    }

    @Test
    default void twoAddressesOfOneUserAreTwoEntries() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary(), confirmed("ann@mail.example"));

        Map<EmailAddress, User> found = users().withEmails(addresses("ann@mail.example", "ann@school.example"));

        assertThat(found.values()).extracting(User::id).containsExactly(ann, ann);
        assertThat(found.values())
                .allSatisfy(user -> assertThat(user.emailAddresses()).hasSize(2));
    }

    @Test
    default void idsFindTheirUsersInTheOrderAskedFor() {
        UserId ann = stored().aUser(confirmed("ann@school.example").andPrimary(), entered("ann@mail.example"));
        UserId zoe = stored().aUser();

        Map<UserId, User> found = users().findAll(List.of(zoe, new UserId(-7), ann, zoe));

        assertThat(found.keySet()).containsExactly(zoe, ann);
        assertThat(found.values())
                .extracting(user -> user.emailAddresses().size())
                .containsExactly(0, 2);
    }

    @Test
    default void primaryAndInstitutionManagedAddressesComeInTheOrderAskedFor() {
        UserId ann = stored().aUser(entered("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));
        UserId kim = stored().aUser();
        UserId zoe = stored().aUser(institutionManaged("zoe@school.example").andPrimary());
        List<UserId> asked = List.of(zoe, kim, ann, new UserId(-7), zoe);

        assertThat(users().primaryEmails(asked))
                .containsExactly(
                        entry(zoe, EmailAddress.parse("zoe@school.example")),
                        entry(ann, EmailAddress.parse("ann@mail.example")));
        assertThat(users().institutionManagedEmails(asked))
                .containsExactly(
                        entry(zoe, EmailAddress.parse("zoe@school.example")),
                        entry(ann, EmailAddress.parse("ann@school.example")));
    }

    @Test
    default void askingForNothingGivesNothing() {
        assertThat(users().withEmails(Set.of())).isEmpty();
        assertThat(users().findAll(Set.of())).isEmpty();
        assertThat(users().primaryEmails(Set.of())).isEmpty();
        assertThat(users().institutionManagedEmails(Set.of())).isEmpty();
    }

    @Test
    default void findingNobodyGivesNothing() {
        assertThat(users().withEmails(addresses("ann@school.example"))).isEmpty();
        assertThat(users().findAll(Set.of(new UserId(-7)))).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void nullIsRefusedInACollectionAndInsteadOfOne() {
        assertThatNullPointerException()
                .isThrownBy(() -> users().withEmails(null))
                .withMessage("addresses");
        assertThatNullPointerException()
                .isThrownBy(() -> users().withEmails(Collections.singleton(null)))
                .withMessageContaining("addresses");
        assertThatNullPointerException().isThrownBy(() -> users().findAll(null)).withMessage("ids");
        assertThatNullPointerException()
                .isThrownBy(() -> users().primaryEmails(Collections.singleton(null)))
                .withMessageContaining("ids");
        assertThatNullPointerException()
                .isThrownBy(() -> users().institutionManagedEmails(null))
                .withMessage("ids");
    }

    private static List<EmailAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(EmailAddress::parse).toList();
    }
}

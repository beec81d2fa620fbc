package io.github.useremails.domain.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceUsersTest {

    private static final Instant NOW = Instant.parse("2021-01-01T00:00:00.123456Z");
    private static final UserId ANN = new UserId(10);
    private static final UserId ZOE = new UserId(-3);
    private static final UserId NOBODY = new UserId(99);
    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress ENTERED = EmailAddress.parse("ann@new.example");
    private static final EmailAddress UNKNOWN = EmailAddress.parse("nobody@mail.example");

    private final ReferenceUsers users = new ReferenceUsers(() -> NOW.plusNanos(789));

    @Test
    void anAddressMatchesItsOwner() {
        User ann = annWithThreeAddresses();

        assertThat(users.withEmail(MAIL)).contains(ann);
        assertThat(users.withEmail(SCHOOL)).contains(ann);
        assertThat(users.withEmail(" ann@mail.example")).isEmpty();
        assertThat(users.withEmail("ANN@Mail.example")).contains(ann);
        assertThat(users.withEmail(ENTERED)).isEmpty();
        assertThat(users.withEmail(UNKNOWN)).isEmpty();
    }

    @Test
    void theOwnerMatchesAlthoughOthersEnteredTheAddress() {
        users.put(new User(ZOE, List.of(address(MAIL, true, false, false))));
        User ann = annWithThreeAddresses();

        assertThat(users.withEmail(MAIL)).contains(ann);
        assertThat(users.withPrimaryEmail(MAIL)).contains(ann);
    }

    @Test
    void aPrimaryAddressMatchesOnlyIfItIsClaimed() {
        User ann = annWithThreeAddresses();
        users.put(new User(ZOE, List.of(address(UNKNOWN, true, false, false))));

        assertThat(users.withPrimaryEmail(MAIL)).contains(ann);
        assertThat(users.withPrimaryEmail(SCHOOL)).isEmpty();
        assertThat(users.withPrimaryEmail(UNKNOWN)).isEmpty();
    }

    @Test
    void anInstitutionManagedAddressMatchesItsUser() {
        User ann = annWithThreeAddresses();

        assertThat(users.withInstitutionManagedEmail(SCHOOL)).contains(ann);
        assertThat(users.withInstitutionManagedEmail(MAIL)).isEmpty();
    }

    @Test
    void aUserIsFoundById() {
        User ann = annWithThreeAddresses();

        assertThat(users.find(ANN)).contains(ann);
        assertThat(users.find(NOBODY)).isEmpty();
        assertThat(users.primaryEmail(ANN)).contains(MAIL);
        assertThat(users.primaryEmail(NOBODY)).isEmpty();
        assertThat(users.institutionManagedEmail(ANN)).contains(SCHOOL);
        assertThat(users.institutionManagedEmail(NOBODY)).isEmpty();
    }

    @Test
    void bulkLookupsReturnEachUserOnceInTheGivenOrder() {
        User ann = annWithThreeAddresses();
        User zoe = new User(ZOE, List.of());
        users.put(zoe);
        List<UserId> ids = List.of(ANN, NOBODY, ZOE, ANN);

        assertThat(users.findAll(ids)).containsExactly(entry(ANN, ann), entry(ZOE, zoe));
        assertThat(users.primaryEmails(ids)).containsExactly(entry(ANN, MAIL));
        assertThat(users.institutionManagedEmails(ids)).containsExactly(entry(ANN, SCHOOL));
        assertThat(users.withEmails(List.of(SCHOOL, UNKNOWN, MAIL, ENTERED, SCHOOL)))
                .containsExactly(entry(SCHOOL, ann), entry(MAIL, ann));
        assertThat(users.withEmails(List.of())).isEmpty();
    }

    @Test
    void theFirstOfEqualSpellingsIsTheKey() {
        annWithThreeAddresses();

        assertThat(users.withEmails(List.of(EmailAddress.parse("ANN@mail.example"), MAIL)))
                .hasSize(1)
                .allSatisfy((key, ann) -> assertThat(key.value()).isEqualTo("ANN@mail.example"));
    }

    @Test
    void pagesAreInTheOrderOfTheIds() {
        annWithThreeAddresses();
        users.put(new User(ZOE, List.of()));
        UserSummary zoe = new UserSummary(ZOE, Optional.empty(), Optional.empty());
        UserSummary ann = new UserSummary(ANN, Optional.of(MAIL), Optional.of(SCHOOL));

        assertThat(users.firstPage(10)).containsExactly(zoe, ann);
        assertThat(users.firstPage(1)).containsExactly(zoe);
        assertThat(users.pageAfter(ZOE, 1)).containsExactly(ann);
        assertThat(users.pageAfter(new UserId(0), 10)).containsExactly(ann);
        assertThat(users.pageAfter(ANN, 10)).isEmpty();
    }

    @Test
    void pagesIncludeTheLeastAndTheGreatestId() {
        UserId least = new UserId(Long.MIN_VALUE);
        UserId greatest = new UserId(Long.MAX_VALUE);
        users.put(new User(greatest, List.of()));
        users.put(new User(least, List.of()));

        assertThat(users.firstPage(10)).extracting(UserSummary::id).containsExactly(least, greatest);
        assertThat(users.pageAfter(least, 10)).extracting(UserSummary::id).containsExactly(greatest);
        assertThat(users.pageAfter(greatest, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Users.MAXIMUM_PAGE_SIZE + 1})
    void aPageSizeOutOfBoundsIsRejected(int size) {
        assertThatIllegalArgumentException().isThrownBy(() -> users.firstPage(size));
        assertThatIllegalArgumentException().isThrownBy(() -> users.pageAfter(ANN, size));
    }

    @Test
    void aNewUserHasAnUnconfirmedPrimaryAddress() {
        annWithThreeAddresses();

        User registered = users.register(ENTERED);

        assertThat(registered.id().value()).isGreaterThan(ANN.value());
        assertThat(registered.emailAddresses())
                .containsExactly(
                        new UserEmailAddress(ENTERED, true, false, false, Optional.empty(), Optional.empty(), NOW));
        assertThat(users.find(registered.id())).contains(registered);
    }

    @Test
    void aClaimedAddressCannotBeRegistered() {
        annWithThreeAddresses();

        assertThatExceptionOfType(EmailAddressClaimedException.class).isThrownBy(() -> users.register(SCHOOL));
        assertThat(users.firstPage(10)).hasSize(1);
    }

    @Test
    void aChangeIsStoredAndReturned() {
        annWithThreeAddresses();

        User changed =
                users.update(ANN, (user, now) -> user.confirmEmail(ENTERED, now).makePrimary(ENTERED));

        assertThat(changed.primaryEmail()).contains(ENTERED);
        assertThat(changed.emailAddress(ENTERED).orElseThrow().confirmedAt()).contains(NOW);
        assertThat(users.find(ANN)).contains(changed);
        assertThat(users.withPrimaryEmail(ENTERED)).contains(changed);
    }

    @Test
    void anAddressOfAnotherUserCanBeEnteredButNotClaimed() {
        annWithThreeAddresses();
        User zoe = users.register(UNKNOWN);

        User entered = users.update(zoe.id(), (user, now) -> user.addEmail(MAIL, now));

        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> users.update(zoe.id(), (user, now) -> user.confirmEmail(MAIL, now)));
        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> users.update(
                        zoe.id(),
                        (user, now) ->
                                new User(user.id(), List.of(address(UNKNOWN, true, false, false), managed(MAIL)))));
        assertThat(users.find(zoe.id())).contains(entered);
    }

    @Test
    void aRejectedChangeKeepsTheUser() {
        User ann = annWithThreeAddresses();

        assertThatExceptionOfType(PrimaryRequiredException.class)
                .isThrownBy(() -> users.update(
                        ANN, (user, now) -> new User(ANN, user.emailAddresses().subList(1, 3))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.update(ANN, (user, now) -> new User(ZOE, List.of())));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> users.update(ANN, (user, now) -> {
                    throw new ArithmeticException("mine");
                }));
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> users.update(NOBODY, (user, now) -> user));
        assertThat(users.find(ANN)).contains(ann);
        assertThat(users.firstPage(10)).hasSize(1);
    }

    @Test
    void allAddressesOfAUserCanBeRemoved() {
        annWithThreeAddresses();

        users.update(ANN, (user, now) -> new User(ANN, List.of()));

        assertThat(users.find(ANN)).contains(new User(ANN, List.of()));
        assertThat(users.withEmail(MAIL)).isEmpty();
    }

    @Test
    void putReplacesAUserButTakesNoClaimedAddress() {
        annWithThreeAddresses();
        User withoutAPrimary = new User(ANN, List.of(address(MAIL, false, true, false)));
        users.put(withoutAPrimary);

        assertThat(users.firstPage(10)).hasSize(1);
        assertThat(users.find(ANN)).contains(withoutAPrimary);
        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> users.put(new User(ZOE, List.of(address(MAIL, true, true, false)))));
        assertThat(users.find(ZOE)).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        assertRejected("clock", () -> new ReferenceUsers(null));
        assertRejected("user", () -> users.put(null));
        assertRejected("id", () -> users.find(null));
        assertRejected("ids", () -> users.findAll(null));
        assertRejected("ids must not contain null", () -> users.findAll(Collections.singleton(null)));
        assertRejected("address", () -> users.withEmail((EmailAddress) null));
        assertRejected("text", () -> users.withEmail((String) null));
        assertRejected("address", () -> users.withPrimaryEmail(null));
        assertRejected("address", () -> users.withInstitutionManagedEmail(null));
        assertRejected("addresses", () -> users.withEmails(null));
        assertRejected("addresses must not contain null", () -> users.withEmails(Collections.singleton(null)));
        assertRejected("id", () -> users.primaryEmail(null));
        assertRejected("ids", () -> users.primaryEmails(null));
        assertRejected("id", () -> users.institutionManagedEmail(null));
        assertRejected("ids", () -> users.institutionManagedEmails(null));
        assertRejected("last", () -> users.pageAfter(null, 1));
        assertRejected("first", () -> users.register(null));
        assertRejected("id", () -> users.update(null, (user, now) -> user));
        assertRejected("change", () -> users.update(ANN, null));
        annWithThreeAddresses();
        assertRejected("the change returned null", () -> users.update(ANN, (user, now) -> null));
    }

    private static void assertRejected(String message, Runnable call) {
        assertThatNullPointerException().isThrownBy(call::run).withMessage(message);
    }

    /** A confirmed primary address, an institution-managed one and an unconfirmed one. */
    private User annWithThreeAddresses() {
        User ann = new User(
                ANN, List.of(address(MAIL, true, true, false), managed(SCHOOL), address(ENTERED, false, false, false)));
        users.put(ann);
        return ann;
    }

    private static UserEmailAddress managed(EmailAddress address) {
        return address(address, false, false, true);
    }

    private static UserEmailAddress address(
            EmailAddress address, boolean primary, boolean confirmed, boolean institutionManaged) {
        return new UserEmailAddress(
                address, primary, confirmed, institutionManaged, Optional.empty(), Optional.empty(), NOW);
    }
}

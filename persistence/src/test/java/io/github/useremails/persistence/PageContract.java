package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users page by page: each once, in the order of their ids. */
interface PageContract extends Setting {

    @Test
    default void aPageTellsTheTwoAddressesOfEachUser() {
        UserId ann = stored().aUser(entered("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));
        UserId kim = stored().aUser();
        UserId zoe = stored().aUser(entered("zoe@mail.example").andPrimary(), entered("zoe@school.example"));

        assertThat(users().firstPage(10))
                .containsExactly(
                        new UserSummary(ann, address("ann@mail.example"), address("ann@school.example")),
                        new UserSummary(kim, Optional.empty(), Optional.empty()),
                        new UserSummary(zoe, address("zoe@mail.example"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 11, 1_000})
    default void thePagesTogetherAreAllUsersInOrder(int size) {
        List<UserId> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(stored().aUser());
        }

        List<UserId> paged = new ArrayList<>();
        List<UserSummary> page = users().firstPage(size);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            page.forEach(line -> paged.add(line.id()));
            UserId last = paged.get(paged.size() - 1);
            page = users().pageAfter(last, size);
        }

        assertThat(paged).isEqualTo(all);
    }

    @Test
    default void aPageGoesOnAfterAUserWhoIsGone() {
        UserId gone = stored().aUser();
        UserId ann = stored().aUser();
        stored().execute("delete from " + stored().users() + " where "
                + stored().table().key() + " = " + gone.value());

        assertThat(users().pageAfter(gone, 10)).extracting(UserSummary::id).containsExactly(ann);
    }

    @Test
    default void idsOfAnySizeArePaged() {
        stored().execute("insert into " + stored().users() + " ("
                + stored().table().key() + ") overriding system value values (" + Long.MIN_VALUE + "), (-1), (0), ("
                + Long.MAX_VALUE + ")");

        assertThat(users().firstPage(10))
                .extracting(line -> line.id().value())
                .containsExactly(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE);
        assertThat(users().pageAfter(new UserId(Long.MIN_VALUE), 1))
                .extracting(line -> line.id().value())
                .containsExactly(-1L);
        assertThat(users().pageAfter(new UserId(Long.MAX_VALUE), 1)).isEmpty();
    }

    @Test
    default void thereIsNoPageWithoutUsers() {
        assertThat(users().firstPage(10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Users.MAXIMUM_PAGE_SIZE + 1, Integer.MAX_VALUE})
    default void aSizeOutOfBoundsIsRefused(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users().firstPage(size))
                .withMessageContaining("from 1 to 1000");
        assertThatIllegalArgumentException().isThrownBy(() -> users().pageAfter(new UserId(1), size));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    default void aPageAfterNullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> users().pageAfter(null, 10))
                .withMessage("last");
    }

    private static Optional<EmailAddress> address(String text) {
        return Optional.of(EmailAddress.parse(text));
    }
}

package io.github.useremails.domain;

import static io.github.useremails.domain.ExampleUsers.ANN;
import static io.github.useremails.domain.ExampleUsers.MAIL;
import static io.github.useremails.domain.ExampleUsers.NEW;
import static io.github.useremails.domain.ExampleUsers.SCHOOL;
import static io.github.useremails.domain.ExampleUsers.aUserWithAnInstitutionManagedAddress;
import static io.github.useremails.domain.ExampleUsers.aUserWithTwoConfirmedAddresses;
import static io.github.useremails.domain.ExampleUsers.confirmed;
import static io.github.useremails.domain.ExampleUsers.entered;
import static io.github.useremails.domain.ExampleUsers.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MergePlanTest {

    private static final UserId OTHER = new UserId(2);

    @Test
    void addressesMoveConfirmedAndNotAsPrimary() {
        User from = new User(OTHER, List.of(confirmed(NEW).withPrimary(true)));

        MergePlan plan = MergePlan.of(from, aUserWithTwoConfirmedAddresses());

        assertThat(plan.moved()).containsExactly(NEW);
        assertThat(plan.merged().emailAddress(NEW)).contains(confirmed(NEW));
        assertThat(plan.merged().primaryEmail()).contains(MAIL);
        assertThat(plan.merged().id()).isEqualTo(ANN);
    }

    @Test
    void aUserWithoutAddressesReceivesThePrimary() {
        User from = aUserWithTwoConfirmedAddresses();

        assertThat(MergePlan.of(from, new User(OTHER, List.of())).merged())
                .isEqualTo(new User(OTHER, from.emailAddresses()));
    }

    @Test
    void aClaimTakesPrecedenceForASharedAddress() {
        User from = new User(OTHER, List.of(confirmed(NEW).withPrimary(true), entered(MAIL)));
        User into = new User(ANN, List.of(entered(NEW).withPrimary(true), confirmed(MAIL)));

        MergePlan plan = MergePlan.of(from, into);

        assertThat(plan.moved()).containsExactly(NEW);
        assertThat(plan.merged().emailAddresses())
                .containsExactly(confirmed(NEW).withPrimary(true), confirmed(MAIL));
    }

    @Test
    void aSecondInstitutionLosesItsAddress() {
        User from = new User(OTHER, List.of(institutionManaged(NEW).withPrimary(true)));

        MergePlan plan = MergePlan.of(from, aUserWithAnInstitutionManagedAddress());

        assertThat(plan.conflicts()).containsExactly(NEW);
        assertThat(plan.merged().institutionManagedEmail()).contains(SCHOOL);
        assertThat(plan.merged().emailAddress(NEW)).contains(entered(NEW));
    }

    @Test
    void aUserIsNotMergedIntoItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergePlan.of(aUserWithTwoConfirmedAddresses(), aUserWithTwoConfirmedAddresses()));
    }
}

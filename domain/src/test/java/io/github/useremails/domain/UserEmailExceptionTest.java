package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UserEmailExceptionTest {

    static List<UserEmailException> errors() {
        return List.of(
                new DuplicateEmailAddressException(),
                new EmailAddressClaimedException(),
                new InvalidEmailAddressException(InvalidEmailAddressReason.TEXT_EMPTY),
                new PrimaryRequiredException(),
                new SecondInstitutionManagedException(),
                new SecondPrimaryException(),
                new UnconfirmedPrimaryException(),
                new UnknownEmailAddressException(),
                new UnknownUserException(new UserId(42)));
    }

    @Test
    void thereIsAnErrorForEachRuleAndNoOther() {
        assertThat(errors())
                .extracting(Object::getClass)
                .map(Class.class::cast)
                .containsExactlyInAnyOrder(UserEmailException.class.getPermittedSubclasses());
        assertThat(UserEmailException.class.getPermittedSubclasses())
                .allMatch(type -> Modifier.isFinal(type.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorSaysWhatIsWrongWithoutAnAddress(UserEmailException error) {
        assertThat(error).hasNoCause();
        assertThat(error.getMessage()).isNotBlank().doesNotContain("@");
    }

    @Test
    void aFailureOfStorageIsNoBrokenRule() {
        UserStorageException failure = new UserStorageException("the database failed", "08006", null);

        assertThat(failure).isNotInstanceOf(UserEmailException.class);
        assertThat(failure.sqlState()).contains("08006");
        assertThat(new UserStorageException("the database failed", null, null).sqlState())
                .isEmpty();
    }
}

package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UserEmailExceptionTest {

    static List<UserEmailException> errors() {
        return List.of(
                new AlreadyConfirmedException(),
                new DomainNotVerifiedException(),
                new DuplicateEmailAddressException(),
                new EmailAddressClaimedException(),
                new InstitutionManagedException(),
                new SingleAddressDuringMoveException(),
                new PrimaryRequiredException(),
                new SecondInstitutionManagedException(),
                new SecondPrimaryException(),
                new TooManyConfirmationsException(),
                new TooManyEmailAddressesException(),
                new UnconfirmedPrimaryException(),
                new UnknownEmailAddressException(),
                new UnknownUserException(new UserId(42)));
    }

    @Test
    void thereIsOneExceptionForEachRule() {
        assertThat(errors().stream().map(Object::getClass).collect(Collectors.toSet()))
                .map(Class.class::cast)
                .containsExactlyInAnyOrder(UserEmailException.class.getPermittedSubclasses());
        assertThat(UserEmailException.class.getPermittedSubclasses())
                .allMatch(type -> Modifier.isFinal(type.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anExceptionHasAMessageWithoutAnAddress(UserEmailException error) {
        String message = Objects.requireNonNull(error.getMessage());

        assertThat(error).hasNoCause();
        assertThat(message).isNotBlank().doesNotContain("@");
    }

    @Test
    void noTwoExceptionsHaveTheSameMessage() {
        assertThat(errors()).extracting(Throwable::getMessage).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownUserIsIdentifiedByItsId() {
        assertThat(new UnknownUserException(new UserId(42)))
                .hasMessageStartingWith("there is no user 42 in the database")
                .hasMessageContaining("flush");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRejectedByParameterName() {
        assertThatNullPointerException()
                .isThrownBy(() -> new UnknownUserException(null))
                .withMessage("id");
    }
}

package io.github.useremails.domain;

/**
 * Thrown when a change would break a rule of this library.
 *
 * <p>The message never contains an address, so it can be logged. There is no cause.
 */
public abstract sealed class UserEmailException extends RuntimeException
        permits AlreadyConfirmedException,
                DomainNotVerifiedException,
                DuplicateEmailAddressException,
                EmailAddressClaimedException,
                InstitutionManagedException,
                SingleAddressDuringMoveException,
                PrimaryRequiredException,
                SecondInstitutionManagedException,
                SecondPrimaryException,
                TooManyConfirmationsException,
                TooManyEmailAddressesException,
                UnconfirmedPrimaryException,
                UnknownEmailAddressException,
                UnknownUserException {

    private static final long serialVersionUID = 1L;

    UserEmailException(String message) {
        super(message);
    }
}

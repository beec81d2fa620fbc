package io.github.useremails.domain;

/**
 * A rule of this library does not allow what was asked.
 *
 * <p>The message never contains an address, so it may be logged; there is no cause.
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

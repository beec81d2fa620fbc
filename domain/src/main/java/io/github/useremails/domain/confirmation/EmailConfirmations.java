package io.github.useremails.domain.confirmation;

import io.github.useremails.domain.AlreadyConfirmedException;
import io.github.useremails.domain.TooManyConfirmationsException;
import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.util.Optional;

/**
 * Proves that users read the mail of their addresses.
 *
 * <pre>{@code
 * ConfirmationRequest request = confirmations.request(user, address);
 * mail.send(request.address().value(), "https://app.example/confirm/" + request.token().value());
 *
 * // when the link is followed, and the visitor pressed the button there
 * ConfirmationOutcome outcome = confirmations.confirm(token);
 * }</pre>
 *
 * <p>A token confirms the address as it was when the token was requested. It dies when it was used or has expired, when
 * a new one is requested, and when the address is removed, changes its text, becomes primary, or is claimed in another
 * way.
 *
 * <p>Sending mail is the application's. Errors, locks and threads are as with {@link Users}.
 */
public interface EmailConfirmations {

    /**
     * Makes a token for an address that the user entered. A token made before dies.
     *
     * <p>The user is locked. At commit the token is good, at rollback it never was: send it after the commit. Three
     * round trips.
     *
     * @param user who entered the address
     * @param address an address of the user
     * @return what to send, and where to
     * @throws UnknownUserException if there is no such user
     * @throws UnknownEmailAddressException if the user does not have the address
     * @throws AlreadyConfirmedException if the user has confirmed it
     * @throws TooManyConfirmationsException if too many other addresses of the user wait for confirmation
     */
    ConfirmationRequest request(UserId user, EmailAddress address);

    /**
     * Looks what a token would confirm, without using it. Programs that check mail follow links, so a link should lead
     * to a page that asks for the button, and the button to {@link #confirm}. One round trip.
     *
     * @param token from the link
     * @return what it would confirm; empty where {@link #confirm} would refuse it
     */
    Optional<PendingConfirmation> peek(ConfirmationToken token);

    /**
     * Uses a token. The address belongs to the user from then on; other users with an unconfirmed row of it lose that, and
     * keep another address as primary if they have one.
     *
     * <p>Of many calls with one token, one confirms. The user is locked. Two round trips; three with listeners; four in
     * a transaction of the application, which can go on after a refusal.
     *
     * @param token from the link
     * @return the outcome
     */
    ConfirmationOutcome confirm(ConfirmationToken token);

    /**
     * Uses a token if it is the acting user's own. Use this one where the visitor must be signed in, so that nobody can
     * be made to confirm an address for somebody else. A token of another user stays as it is.
     *
     * @param token from the link
     * @param acting who is signed in
     * @return the outcome
     */
    ConfirmationOutcome confirm(ConfirmationToken token, UserId acting);

    /**
     * Makes all tokens of a user void. Call it when an account was recovered: a previous owner may have entered an
     * address, and kept the token for later.
     *
     * <p>The user is locked, so that a token which is being used at the moment is used before or not at all. Two round
     * trips.
     *
     * @param user whose tokens die
     * @return how many there were; 0 also if there is no such user
     */
    int cancel(UserId user);

    /**
     * Takes a confirmation back. The address finds nobody any more, unless an institution vouches for it; the user
     * stays reachable by the rules of {@link User#revokeConfirmation}. The reason is kept in the history of the
     * address.
     *
     * <p>The user is locked. At commit the whole change is there, at rollback nothing of it. Three round trips; four
     * with listeners.
     *
     * @param user whose address it is
     * @param address an address of the user
     * @param reason why
     * @return the user as written; unchanged if the address was not confirmed
     * @throws UnknownUserException if there is no such user
     * @throws UnknownEmailAddressException if the user does not have the address
     */
    User revoke(UserId user, EmailAddress address, RevocationReason reason);
}

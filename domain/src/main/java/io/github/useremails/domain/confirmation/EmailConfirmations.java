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
 * Confirms that users receive the mail of their addresses.
 *
 * <pre>{@code
 * ConfirmationRequest request = confirmations.request(user, address);
 * mail.send(request.address().value(), "https://app.example/confirm/" + request.token().value());
 *
 * // when the link is followed, and the visitor pressed the button there
 * ConfirmationOutcome outcome = confirmations.confirm(token);
 * }</pre>
 *
 * <p>A token confirms the address as it was when the token was requested. It becomes invalid when it is used or
 * expires, when a new token is requested, and when the address is removed, respelled, becomes primary, or is claimed in
 * another way.
 *
 * <p>The application sends the mail. Errors, locks and threads are as with {@link Users}.
 */
public interface EmailConfirmations {

    /**
     * Creates a token for an address that the user entered. An earlier token of the address becomes invalid.
     *
     * <p>The token becomes valid at commit, so send it after the commit. After a rollback it never existed.
     *
     * <ul>
     *   <li>Returns the token and the address to which to send it.
     *   <li>Locks the user.
     *   <li>Round trips: three.
     * </ul>
     *
     * @param user the user who entered the address
     * @param address an address of the user
     * @return the token and the address to which to send it
     * @throws UnknownUserException if the user does not exist
     * @throws UnknownEmailAddressException if the user does not have the address
     * @throws AlreadyConfirmedException if the user has already confirmed the address
     * @throws TooManyConfirmationsException if too many other addresses of the user are waiting for confirmation
     */
    ConfirmationRequest request(UserId user, EmailAddress address);

    /**
     * Returns what a token would confirm, without using it. Mail scanners follow links, so the link should lead to a
     * page with a button, and the button should call {@link #confirm}.
     *
     * <ul>
     *   <li>Locks nothing.
     *   <li>Round trips: one.
     * </ul>
     *
     * @param token the token from the link
     * @return what the token would confirm; empty if {@link #confirm} would refuse it
     */
    Optional<PendingConfirmation> peek(ConfirmationToken token);

    /**
     * Uses a token. From then on the address belongs to the user. Other users who have it unconfirmed lose it; one of
     * their other addresses stays or becomes primary if there is one. If a token is used concurrently, exactly one call
     * succeeds.
     *
     * <ul>
     *   <li>Returns the user if the token was valid, and otherwise a refusal without a reason.
     *   <li>Locks the user.
     *   <li>Round trips: two; three with listeners; four in a transaction of the application, which can continue after
     *       a refusal.
     * </ul>
     *
     * @param token the token from the link
     * @return the outcome
     */
    ConfirmationOutcome confirm(ConfirmationToken token);

    /**
     * Uses a token if it belongs to the signed-in user. Use this method if the visitor must be signed in, so that
     * nobody can be tricked into confirming an address for another user. A token of another user is refused and remains
     * valid.
     *
     * @param token the token from the link
     * @param acting the user who is signed in
     * @return the outcome
     */
    ConfirmationOutcome confirm(ConfirmationToken token, UserId acting);

    /**
     * Invalidates all tokens of a user. Call it when an account was recovered, since a previous owner may have entered
     * an address and kept the token.
     *
     * <ul>
     *   <li>Returns the number of tokens; 0 if the user does not exist.
     *   <li>Locks the user, so that a token which is used concurrently either confirms before the call or is refused.
     *   <li>Round trips: two.
     * </ul>
     *
     * @param user the user whose tokens become invalid
     * @return the number of tokens that were invalidated
     */
    int cancel(UserId user);

    /**
     * Revokes the confirmation of an address. The address no longer matches lookups, unless an institution vouches for
     * it. The user remains reachable by the rules of {@link User#revokeConfirmation}. The reason is recorded in the
     * history of the address. The whole change is written at commit, and nothing of it after a rollback.
     *
     * <ul>
     *   <li>Returns the user as written.
     *   <li>Locks the user.
     *   <li>Round trips: three; four with listeners.
     * </ul>
     *
     * @param user the user who has the address
     * @param address an address of the user
     * @param reason the reason
     * @return the user as written; unchanged if the address was not confirmed
     * @throws UnknownUserException if the user does not exist
     * @throws UnknownEmailAddressException if the user does not have the address
     */
    User revoke(UserId user, EmailAddress address, RevocationReason reason);
}

package io.github.useremails.persistence.soak;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A change of one user by one of the rules, with addresses of the user's own or new ones. */
enum RandomChange {
    ADD,
    ADD_AND_CONFIRM,
    CONFIRM,
    MAKE_PRIMARY,
    REMOVE,
    REPLACE,
    CLAIM,
    RELEASE,
    REVOKE;

    private static final InstitutionId INSTITUTION = new InstitutionId(7);

    static RandomChange next(Random random) {
        return values()[random.nextInt(values().length)];
    }

    /** The choice is made before the change, which may be tried more than once. */
    UserChange on(Supplier<EmailAddress> fresh, Random random) {
        EmailAddress added = fresh.get();
        int first = random.nextInt(Integer.MAX_VALUE);
        int second = random.nextInt(Integer.MAX_VALUE);
        return (user, now) -> {
            EmailAddress one = own(user, first, added);
            return switch (this) {
                case ADD -> user.addEmail(added, now);
                case ADD_AND_CONFIRM -> user.addEmail(added, now).confirmEmail(added, now);
                case CONFIRM -> user.confirmEmail(one, now);
                case MAKE_PRIMARY -> user.makePrimary(one);
                case REMOVE -> user.removeEmail(one);
                case REPLACE -> user.removeEmail(one, own(user, second, added));
                case CLAIM -> user.claimForInstitution(first % 2 == 0 ? one : added, INSTITUTION, now);
                case RELEASE -> user.releaseFromInstitution(one);
                case REVOKE -> user.revokeConfirmation(one);
            };
        };
    }

    private static EmailAddress own(User user, int choice, EmailAddress otherwise) {
        List<UserEmailAddress> addresses = user.emailAddresses();
        return addresses.isEmpty()
                ? otherwise
                : addresses.get(choice % addresses.size()).address();
    }
}

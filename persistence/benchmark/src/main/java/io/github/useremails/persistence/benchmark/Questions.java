package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;

/** What calls ask for, made beforehand and spread over all users; the same for every contender. */
record Questions(UserShape shape, List<EmailAddress> claimed, List<UserId> users, List<EmailAddress> fresh) {

    /** So many addresses are nobody's. */
    static final int FRESH = 1 << 16;

    private static final int ASKED = 1 << 16;

    static Questions about(UserShape shape) {
        List<EmailAddress> claimed = new ArrayList<>(ASKED);
        List<UserId> users = new ArrayList<>(ASKED);
        for (long number = 0; claimed.size() < ASKED; number++) {
            List<EmailAddress> all = UserShape.claimedBy(shape.any(number));
            if (!all.isEmpty()) {
                claimed.add(all.get((int) (number % all.size())));
                users.add(new UserId(shape.any(number)));
            }
        }
        List<EmailAddress> fresh = new ArrayList<>(FRESH);
        for (long number = 0; number < FRESH; number++) {
            String name = Long.toHexString(number * UserShape.SPREAD & UserShape.NAMES);
            fresh.add(EmailAddress.parse("Added" + name + "@mail.example"));
        }
        return new Questions(shape, claimed, users, fresh);
    }

    EmailAddress claimed(long number) {
        return claimed.get(place(number, ASKED));
    }

    UserId user(long number) {
        return users.get(place(number, ASKED));
    }

    EmailAddress fresh(long number) {
        return fresh.get(place(number, FRESH));
    }

    List<EmailAddress> claimed(long number, int size) {
        return part(claimed, number, size);
    }

    List<UserId> users(long number, int size) {
        return part(users, number, size);
    }

    private static <T> List<T> part(List<T> all, long number, int size) {
        int first = (int) (number % (all.size() / size)) * size;
        return all.subList(first, first + size);
    }

    private static int place(long number, int places) {
        return (int) (number % places);
    }
}

package io.github.useremails.persistence.soak;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the database has acknowledged, kept outside of it: for each user the states that may be there. It is one after an
 * answer, and two after a connection died, since the commit may have come before or not.
 */
final class Journal {

    private final Map<UserId, Set<User>> possible = new ConcurrentHashMap<>();

    void acknowledged(User user) {
        possible.put(user.id(), Set.of(user));
    }

    /** The answer was lost: what was there before, or what was to be. */
    void unknown(UserId user, User intended) {
        Set<User> states = new HashSet<>(possible.getOrDefault(user, Set.of()));
        states.add(intended);
        possible.put(user, states);
    }

    /** What is there by an independent look, if it may be. From then on it is what has to be. */
    Optional<String> settle(UserId user, User found) {
        if (possible.getOrDefault(user, Set.of()).contains(found)) {
            acknowledged(found);
            return Optional.empty();
        }
        return Optional.of("user " + user.value() + " is not as it was acknowledged");
    }

    List<String> violations(Function<UserId, Optional<User>> find) {
        List<String> violations = new ArrayList<>();
        for (UserId user : possible.keySet()) {
            Optional<User> found = find.apply(user);
            if (found.isEmpty()) {
                violations.add("user " + user.value() + " is gone");
            } else {
                settle(user, found.get()).ifPresent(violations::add);
            }
        }
        return violations;
    }

    int size() {
        return possible.size();
    }
}

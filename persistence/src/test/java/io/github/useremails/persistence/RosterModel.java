package io.github.useremails.persistence;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterLineOutcome.Claimed;
import io.github.useremails.domain.institution.RosterLineOutcome.Conflict;
import io.github.useremails.domain.institution.RosterLineOutcome.Moved;
import io.github.useremails.domain.institution.RosterLineOutcome.Unchanged;
import io.github.useremails.domain.institution.RosterLineOutcome.Unknown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a roster does by the rules alone: users in memory, each line held against all others. */
final class RosterModel {

    private final Institution institution;
    private final Map<String, UserId> keys = new TreeMap<>();
    private Map<UserId, User> users = new LinkedHashMap<>();

    RosterModel(Institution institution) {
        this.institution = institution;
    }

    /** What one run is expected to tell. */
    record Run(List<RosterLineOutcome> lines, List<UserId> released, Map<UserId, List<UserEmailEvent>> events) {}

    Map<UserId, User> users() {
        return users;
    }

    Map<String, UserId> keys() {
        return keys;
    }

    void look(Map<UserId, User> now) {
        users = new LinkedHashMap<>(now);
    }

    Run run(List<RosterLine> file, Instant now) {
        List<RosterLine> lines = List.copyOf(new LinkedHashSet<>(file));
        List<RosterLineOutcome> outcomes = outcomes(lines);
        Set<UserId> released = released(lines, outcomes);
        Map<UserId, List<UserEmailEvent>> events = new HashMap<>();
        write(lines, outcomes, now, events);
        for (UserId id : released) {
            User before = user(id);
            User after = before.releaseFromInstitution(
                    before.institutionManagedEmail().orElseThrow());
            users.put(id, after);
            tell(before, after, events);
        }
        return new Run(outcomes, List.copyOf(released), events);
    }

    private List<RosterLineOutcome> outcomes(List<RosterLine> lines) {
        List<RosterLineOutcome> outcomes = new ArrayList<>();
        for (RosterLine line : lines) {
            outcomes.add(outcome(line, lines));
        }
        List<RosterLineOutcome> alone = new ArrayList<>(outcomes);
        for (int i = 0; i < lines.size(); i++) {
            UserId user = userOf(outcomes.get(i));
            boolean several = user != null
                    && outcomes.stream().filter(o -> user.equals(userOf(o))).count() > 1;
            if (several && isWritten(lines.get(i), outcomes.get(i))) {
                alone.set(i, conflict(lines.get(i), RosterConflict.SEVERAL_LINES_FOR_ONE_USER));
            }
        }
        boolean settled = false;
        while (!settled) {
            settled = true;
            for (int i = 0; i < lines.size(); i++) {
                if (waitsInVain(lines.get(i), alone.get(i), lines, alone)) {
                    alone.set(i, conflict(lines.get(i), RosterConflict.BELONGS_TO_ANOTHER_USER));
                    settled = false;
                }
            }
        }
        return alone;
    }

    private RosterLineOutcome outcome(RosterLine line, List<RosterLine> lines) {
        if (!institution.mayClaim(line.address())) {
            return conflict(line, RosterConflict.DOMAIN_NOT_VERIFIED);
        }
        long same = lines.stream()
                .filter(other -> other.externalKey().equals(line.externalKey())
                        || other.address().equals(line.address()))
                .count();
        if (same > 1) {
            return conflict(line, RosterConflict.DUPLICATE_LINE);
        }
        UserId person = keys.get(line.externalKey());
        return person == null ? ofAStranger(line, lines) : ofAPerson(line, person, lines);
    }

    private RosterLineOutcome ofAPerson(RosterLine line, UserId person, List<RosterLine> lines) {
        Optional<UserEmailAddress> managed = managed(person);
        if (managed.isPresent() && !isOurs(managed.get())) {
            return conflict(line, RosterConflict.MANAGED_BY_ANOTHER_INSTITUTION);
        }
        if (managed.isPresent() && managed.get().address().equals(line.address())) {
            return new Unchanged(line.externalKey(), person);
        }
        Optional<UserId> owner = owner(line.address());
        if (owner.isPresent()
                && !owner.get().equals(person)
                && (!isManagedHere(owner.get(), line.address())
                        || lines.stream().noneMatch(other -> owner.get().equals(keys.get(other.externalKey()))))) {
            return conflict(line, RosterConflict.BELONGS_TO_ANOTHER_USER);
        }
        return managed.isPresent() ? new Moved(line.externalKey(), person) : new Claimed(line.externalKey(), person);
    }

    private RosterLineOutcome ofAStranger(RosterLine line, List<RosterLine> lines) {
        Optional<UserId> owner = owner(line.address());
        if (owner.isEmpty()) {
            return new Unknown(line.externalKey());
        }
        Optional<UserEmailAddress> managed = managed(owner.get());
        if (managed.isPresent() && !isOurs(managed.get())) {
            return conflict(line, RosterConflict.MANAGED_BY_ANOTHER_INSTITUTION);
        }
        if (keys.containsValue(owner.get())) {
            return conflict(line, RosterConflict.BELONGS_TO_ANOTHER_MEMBER);
        }
        if (managed.isEmpty()) {
            return new Claimed(line.externalKey(), owner.get());
        }
        EmailAddress before = managed.get().address();
        if (before.equals(line.address())) {
            return new Unchanged(line.externalKey(), owner.get());
        }
        return lines.stream().anyMatch(other -> other.address().equals(before))
                ? conflict(line, RosterConflict.SEVERAL_LINES_FOR_ONE_USER)
                : new Moved(line.externalKey(), owner.get());
    }

    private boolean waitsInVain(
            RosterLine line, RosterLineOutcome outcome, List<RosterLine> lines, List<RosterLineOutcome> outcomes) {
        UserId user = userOf(outcome);
        Optional<UserId> owner = owner(line.address());
        if (user == null
                || outcome instanceof Unchanged
                || owner.isEmpty()
                || owner.get().equals(user)) {
            return false;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (outcomes.get(i) instanceof Moved moved && moved.user().equals(owner.get())) {
                return false;
            }
        }
        return true;
    }

    private Set<UserId> released(List<RosterLine> lines, List<RosterLineOutcome> outcomes) {
        Set<UserId> released = new LinkedHashSet<>();
        users.keySet().stream()
                .sorted(Comparator.comparingLong(UserId::value))
                .filter(id -> managed(id).filter(this::isOurs).isPresent())
                .filter(id -> outcomes.stream()
                        .noneMatch(outcome ->
                                outcome instanceof Moved moved && moved.user().equals(id)))
                .filter(id -> lines.stream().noneMatch(line -> isNamed(id, line)))
                .forEach(released::add);
        return released;
    }

    private boolean isNamed(UserId id, RosterLine line) {
        return keys.containsValue(id)
                ? id.equals(keys.get(line.externalKey()))
                : managed(id).orElseThrow().address().equals(line.address());
    }

    private void write(
            List<RosterLine> lines,
            List<RosterLineOutcome> outcomes,
            Instant now,
            Map<UserId, List<UserEmailEvent>> events) {
        Map<UserId, User> before = new LinkedHashMap<>(users);
        Map<EmailAddress, UserId> claimed = new LinkedHashMap<>();
        Set<UserId> written = new LinkedHashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            UserId user = userOf(outcomes.get(i));
            if (user == null || !isWritten(lines.get(i), outcomes.get(i))) {
                continue;
            }
            written.add(user);
            if (!(outcomes.get(i) instanceof Unchanged)) {
                EmailAddress address = lines.get(i).address();
                boolean isClaimed = user(user)
                        .emailAddress(address)
                        .filter(UserEmailAddress::claimed)
                        .isPresent();
                users.put(user, institution.move(user(user), address, now));
                // Who had it before has met those who entered it then.
                if (!isClaimed) {
                    claimed.put(address, user);
                }
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            UserId user = userOf(outcomes.get(i));
            if (user != null) {
                keys.put(lines.get(i).externalKey(), user);
            }
        }
        claimed.forEach((address, owner) -> users.replaceAll((id, user) ->
                id.equals(owner) || user.emailAddress(address).isEmpty() ? user : without(user, address)));
        written.forEach(id -> tell(before.get(id), user(id), events));
    }

    private static User without(User user, EmailAddress address) {
        List<UserEmailAddress> left = new ArrayList<>(user.emailAddresses());
        left.removeIf(e -> e.address().equals(address));
        User remaining = new User(user.id(), left);
        if (left.isEmpty() || remaining.primaryEmail().isPresent()) {
            return remaining;
        }
        UserEmailAddress next = left.stream()
                .min(Comparator.comparing((UserEmailAddress e) -> !e.claimed())
                        .thenComparing(e -> !e.confirmed())
                        .thenComparing(e -> e.confirmedAt().orElse(Instant.MAX)))
                .orElseThrow();
        left.set(
                left.indexOf(next),
                new UserEmailAddress(
                        next.address(),
                        true,
                        next.confirmed(),
                        next.institutionManaged(),
                        next.institution(),
                        next.confirmedAt(),
                        next.createdAt()));
        return new User(user.id(), left);
    }

    private static void tell(@Nullable User before, User after, Map<UserId, List<UserEmailEvent>> events) {
        List<UserEmailEvent> told = before == null ? List.of() : UserEmailEvent.between(before, after);
        if (!told.isEmpty()) {
            events.computeIfAbsent(after.id(), id -> new ArrayList<>()).addAll(told);
        }
    }

    private boolean isWritten(RosterLine line, RosterLineOutcome outcome) {
        return !(outcome instanceof Unchanged) || !keys.containsKey(line.externalKey());
    }

    private User user(UserId id) {
        return Optional.ofNullable(users.get(id)).orElseThrow();
    }

    private Optional<UserEmailAddress> managed(UserId id) {
        return user(id).emailAddresses().stream()
                .filter(UserEmailAddress::institutionManaged)
                .findFirst();
    }

    private boolean isOurs(UserEmailAddress managed) {
        return managed.institution().equals(Optional.of(institution.id()));
    }

    private boolean isManagedHere(UserId id, EmailAddress address) {
        return managed(id)
                .filter(this::isOurs)
                .filter(managed -> managed.address().equals(address))
                .isPresent();
    }

    private Optional<UserId> owner(EmailAddress address) {
        return users.values().stream()
                .filter(user -> user.emailAddress(address)
                        .filter(UserEmailAddress::claimed)
                        .isPresent())
                .map(User::id)
                .findFirst();
    }

    private static @Nullable UserId userOf(RosterLineOutcome outcome) {
        if (outcome instanceof Claimed claimed) {
            return claimed.user();
        }
        if (outcome instanceof Moved moved) {
            return moved.user();
        }
        return outcome instanceof Unchanged unchanged ? unchanged.user() : null;
    }

    private static Conflict conflict(RosterLine line, RosterConflict reason) {
        return new Conflict(line.externalKey(), reason);
    }
}

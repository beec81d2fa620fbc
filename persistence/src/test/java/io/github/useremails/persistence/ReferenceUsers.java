package io.github.useremails.persistence;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmails;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The lookups as a list and loops, too simple to be wrong. */
record ReferenceUsers(List<User> all) implements Users {

    @Override
    public Optional<User> find(UserId id) {
        return all.stream().filter(user -> user.id().equals(id)).findFirst();
    }

    @Override
    public Map<UserId, User> findAll(Collection<UserId> ids) {
        Map<UserId, User> found = new LinkedHashMap<>();
        ids.forEach(id -> find(id).ifPresent(user -> found.put(id, user)));
        return found;
    }

    @Override
    public Optional<User> withEmail(EmailAddress address) {
        return having(address, e -> e.confirmed() || e.institutionManaged());
    }

    @Override
    public Optional<User> withPrimaryEmail(EmailAddress address) {
        return having(address, e -> e.primary() && (e.confirmed() || e.institutionManaged()));
    }

    @Override
    public Optional<User> withInstitutionManagedEmail(EmailAddress address) {
        return having(address, UserEmailAddress::institutionManaged);
    }

    @Override
    public Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses) {
        Map<EmailAddress, User> found = new LinkedHashMap<>();
        addresses.forEach(address -> withEmail(address).ifPresent(user -> found.put(address, user)));
        return found;
    }

    @Override
    public Optional<EmailAddress> primaryEmail(UserId id) {
        return find(id).flatMap(User::primaryEmail);
    }

    @Override
    public Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids) {
        Map<UserId, EmailAddress> found = new LinkedHashMap<>();
        ids.forEach(id -> primaryEmail(id).ifPresent(address -> found.put(id, address)));
        return found;
    }

    @Override
    public Optional<EmailAddress> institutionManagedEmail(UserId id) {
        return find(id).flatMap(User::institutionManagedEmail);
    }

    @Override
    public Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids) {
        Map<UserId, EmailAddress> found = new LinkedHashMap<>();
        ids.forEach(id -> institutionManagedEmail(id).ifPresent(address -> found.put(id, address)));
        return found;
    }

    @Override
    public List<UserEmails> firstPage(int size) {
        return pageAfter(new UserId(Long.MIN_VALUE), size);
    }

    @Override
    public List<UserEmails> pageAfter(UserId last, int size) {
        List<UserEmails> page = new ArrayList<>();
        for (User user : all) {
            if (user.id().value() > last.value() && page.size() < size) {
                page.add(new UserEmails(user.id(), user.primaryEmail(), user.institutionManagedEmail()));
            }
        }
        return page;
    }

    @Override
    public User register(EmailAddress first) {
        throw new UnsupportedOperationException();
    }

    @Override
    public User update(UserId id, UserChange change) {
        throw new UnsupportedOperationException();
    }

    private Optional<User> having(EmailAddress address, Predicate<UserEmailAddress> condition) {
        return all.stream()
                .filter(user -> user.emailAddress(address).filter(condition).isPresent())
                .findFirst();
    }
}

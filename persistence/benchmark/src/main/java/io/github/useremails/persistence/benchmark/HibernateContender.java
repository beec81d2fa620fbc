package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate at its best: sessions without a cache or dirty checks, joins that fetch all addresses where users are asked
 * for, and projections where only an address is.
 */
final class HibernateContender implements Contender {

    private static final String WITH_EMAIL = """
            select u
              from MappedAddress claim
              join claim.user u
              join fetch u.addresses
             where claim.normalized = :address
               and (claim.confirmed = true or claim.institutionManaged = true)
            """;

    private static final String FIND = """
            select u
              from MappedUser u
              left join fetch u.addresses
             where u.id = :id
            """;

    private static final String PRIMARY_EMAIL = """
            select new PlainEmail(e.address, e.normalized)
              from MappedAddress e
             where e.user.id = :id
               and e.primary = true
            """;

    private static final String PAGE = """
            select page.id, p.address, p.normalized, m.address, m.normalized
              from (select u.id as id from MappedUser u where u.id > :last order by u.id limit :size) page
              left join MappedAddress p on p.user.id = page.id and p.primary = true
              left join MappedAddress m on m.user.id = page.id and m.institutionManaged = true
             order by page.id
            """;

    /** Not the claims joined to their users: a user who has two of them would get every address twice. */
    private static final String WITH_EMAILS = """
            select u
              from MappedUser u
              join fetch u.addresses
             where u.id in (
                     select claim.user.id
                       from MappedAddress claim
                      where claim.normalized in :addresses
                        and (claim.confirmed = true or claim.institutionManaged = true))
            """;

    private static final String PRIMARY_EMAILS = """
            select e.user.id, e.address, e.normalized
              from MappedAddress e
             where e.user.id in :ids
               and e.primary = true
            """;

    private static final String CLAIM = """
            select claim.id
              from MappedAddress claim
             where claim.normalized = :address
               and (claim.confirmed = true or claim.institutionManaged = true)
            """;

    private static final String CLEAR_PRIMARY = """
            update MappedAddress e
               set e.primary = false,
                   e.updatedAt = :now
             where e.user.id = :id
               and e.primary = true
            """;

    private static final String ENTERED = """
            select e
              from MappedAddress e
             where e.user.id = :id
               and e.normalized = :address
               and e.confirmed = false
            """;

    /** Kept, since a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("org.hibernate");

    static {
        LOG.setLevel(Level.WARNING);
    }

    private final SessionFactory sessions;
    private final InstantSource clock;

    HibernateContender(DataSource dataSource, InstantSource clock) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        configuration.addAnnotatedClass(MappedUser.class);
        configuration.addAnnotatedClass(MappedAddress.class);
        sessions = configuration.buildSessionFactory();
        this.clock = clock;
    }

    @Override
    public Object withEmail(EmailAddress address) {
        return reading(session -> session
                .createSelectionQuery(WITH_EMAIL, MappedUser.class)
                .setParameter("address", address.normalized())
                .getResultList()
                .stream()
                .findFirst());
    }

    @Override
    public Object find(UserId id) {
        return reading(session ->
                session
                        .createSelectionQuery(FIND, MappedUser.class)
                        .setParameter("id", id.value())
                        .getResultList()
                        .stream()
                        .findFirst());
    }

    @Override
    public Object primaryEmail(UserId id) {
        return reading(
                session -> session
                        .createSelectionQuery(PRIMARY_EMAIL, PlainEmail.class)
                        .setParameter("id", id.value())
                        .getResultList()
                        .stream()
                        .findFirst());
    }

    @Override
    public Object pageAfter(UserId last, int size) {
        return reading(session -> session
                .createSelectionQuery(PAGE, Object[].class)
                .setParameter("last", last.value())
                .setParameter("size", size)
                .getResultList()
                .stream()
                .map(HibernateContender::line)
                .toList());
    }

    private static PlainEmails line(Object[] row) {
        return new PlainEmails((Long) row[0], email(row[1], row[2]), email(row[3], row[4]));
    }

    private static @Nullable PlainEmail email(@Nullable Object address, Object normalized) {
        return address == null ? null : new PlainEmail((String) address, (String) normalized);
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) {
        List<String> keys = addresses.stream().map(EmailAddress::normalized).toList();
        Set<String> asked = new HashSet<>(keys);
        Map<String, MappedUser> users = new HashMap<>(2 * keys.size());
        for (MappedUser user : reading(session -> session.createSelectionQuery(WITH_EMAILS, MappedUser.class)
                .setParameter("addresses", keys)
                .getResultList())) {
            for (MappedAddress address : user.addresses) {
                if (address.claimed() && asked.contains(address.normalized)) {
                    users.put(address.normalized, user);
                }
            }
        }
        return users;
    }

    @Override
    public Object primaryEmails(List<UserId> ids) {
        List<Long> keys = ids.stream().map(UserId::value).toList();
        Map<Long, PlainEmail> emails = new HashMap<>(2 * keys.size());
        reading(session -> session.createSelectionQuery(PRIMARY_EMAILS, Object[].class)
                        .setParameter("ids", keys)
                        .getResultList())
                .forEach(row -> emails.put((Long) row[0], new PlainEmail((String) row[1], (String) row[2])));
        return emails;
    }

    @Override
    public Object register(EmailAddress address) {
        return writing(session -> {
            boolean taken = !session.createSelectionQuery(CLAIM, Long.class)
                    .setParameter("address", address.normalized())
                    .getResultList()
                    .isEmpty();
            if (taken) {
                throw new AddressTakenException();
            }
            MappedUser user = new MappedUser();
            session.insert(user);
            session.insert(added(user, address));
            return user.id;
        });
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) {
        return writing(session -> {
            clearPrimary(session, id);
            MappedAddress added = added(reference(id), address);
            added.institutionManaged = true;
            added.institution = institution.value();
            return session.insert(added);
        });
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) {
        return writing(session -> {
            MappedAddress entered = session.createSelectionQuery(ENTERED, MappedAddress.class)
                    .setParameter("id", id.value())
                    .setParameter("address", address.normalized())
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getSingleResult();
            entered.confirmed = true;
            entered.confirmedAt = now();
            entered.updatedAt = now();
            session.update(entered);
            return entered;
        });
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) {
        return writing(session -> {
            clearPrimary(session, id);
            MappedAddress added = added(reference(id), address);
            added.confirmed = true;
            added.confirmedAt = now();
            return session.insert(added);
        });
    }

    private void clearPrimary(StatelessSession session, UserId id) {
        session.createMutationQuery(CLEAR_PRIMARY)
                .setParameter("now", now())
                .setParameter("id", id.value())
                .executeUpdate();
    }

    private static MappedUser reference(UserId id) {
        MappedUser user = new MappedUser();
        user.id = id.value();
        return user;
    }

    private MappedAddress added(MappedUser user, EmailAddress address) {
        MappedAddress added = new MappedAddress();
        added.user = user;
        added.address = address.value();
        added.normalized = address.normalized();
        added.primary = true;
        added.createdAt = now();
        added.updatedAt = now();
        return added;
    }

    private Instant now() {
        return clock.instant();
    }

    private <T> T reading(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            return work.apply(session);
        }
    }

    private Object writing(Function<StatelessSession, Object> work) {
        return sessions.fromStatelessTransaction(work);
    }

    @Override
    public void close() {
        sessions.close();
    }
}

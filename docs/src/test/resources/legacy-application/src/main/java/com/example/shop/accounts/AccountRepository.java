package com.example.shop.accounts;

import org.hibernate.Session;
import org.hibernate.SessionFactory;

public class AccountRepository {

    private final SessionFactory sessions;

    public AccountRepository(SessionFactory sessions) {
        this.sessions = sessions;
    }

    public Object user(long id) {
        try (Session session = sessions.openSession()) {
            return session.find(User.class, id);
        }
    }

    public Object subscriber(long id) {
        try (Session session = sessions.openSession()) {
            return session.createQuery("from Subscriber where id = " + id, Subscriber.class).list();
        }
    }

    public Object address(long id) {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.emailAddress from User u where u.id = :id", String.class)
                    .setParameter("id", id)
                    .list();
        }
    }

    public Object ofDomain(String domain) {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.id from User u where lower(u.emailAddress) like :end", Long.class)
                    .setParameter("end", "%@" + domain)
                    .list();
        }
    }

    public Object sorted(String direction) {
        String attribute = "email" + "Address";
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.id from User u order by u." + attribute, Long.class).list();
        }
    }

    public Object reachable() {
        try (Session session = sessions.openSession()) {
            return session.createNamedQuery("User.reachable", Long.class).list();
        }
    }

    public Object domain(long id) {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.domain from User u where u.id = " + id, String.class).list();
        }
    }

    public int forget(long id) {
        try (Session session = sessions.openSession()) {
            session.beginTransaction();
            int changed = session.createMutationQuery("update User set emailAddress = null where id = " + id).executeUpdate();
            session.getTransaction().rollback();
            return changed;
        }
    }

    public void add(String name) {
        User user = new User();
        user.setName(name);
        try (Session session = sessions.openSession()) {
            session.beginTransaction();
            session.persist(user);
            session.flush();
            session.getTransaction().rollback();
        }
    }

    public Object natively(long id) {
        try (Session session = sessions.openSession()) {
            return session.createNativeQuery("select u.id, u.email_address from users u", Object[].class).list();
        }
    }

    public Object contacts(long id) {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select c.emailAddress from Contact c where c.userId = " + id, String.class).list();
        }
    }

    public Object contact(long id) {
        try (Session session = sessions.openSession()) {
            return session.find(Contact.class, id);
        }
    }

    public Object names() {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.name from User u", String.class).list();
        }
    }

    public Object namedSo() {
        try (Session session = sessions.openSession()) {
            return session.createQuery("select u.id from User u where u.name = 'emailAddress'", Long.class).list();
        }
    }
}

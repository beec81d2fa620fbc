package com.example.shop.accounts;

import static com.example.shop.schema.Contacts.CONTACTS;
import static com.example.shop.schema.UserEmailAddresses.USER_EMAIL_ADDRESSES;
import static com.example.shop.schema.Users.USERS;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import com.example.shop.schema.Users;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

public class AccountQueries {

    private static final Field<String> MAIL = USERS.EMAIL_ADDRESS;

    private final DSLContext jooq;

    public AccountQueries(DSLContext jooq) {
        this.jooq = jooq;
    }

    public String address(long id) {
        return jooq.select(USERS.EMAIL_ADDRESS).from(USERS).where(USERS.ID.eq(id)).fetchOne(0, String.class);
    }

    public List<Long> withAddress(String text) {
        return jooq.select(USERS.ID)
                .from(USERS)
                .where(lower(USERS.EMAIL_ADDRESS).eq(text))
                .fetch(USERS.ID);
    }

    public Object account(long id) {
        return jooq.selectFrom(USERS).where(USERS.ID.eq(id)).fetchOne();
    }

    public Object accountWithContacts(long id) {
        return jooq.select(USERS.asterisk()).from(USERS).join(CONTACTS).on(CONTACTS.USER_ID.eq(USERS.ID)).fetch();
    }

    public Object copy(long id) {
        return jooq.select(USERS.fields()).from(USERS).where(USERS.ID.eq(id)).fetch();
    }

    public void changeAddress(long id, String text) {
        jooq.update(USERS).set(USERS.EMAIL_ADDRESS, text).where(USERS.ID.eq(id)).execute();
    }

    public void register(String text) {
        jooq.insertInto(USERS, USERS.NAME, USERS.EMAIL_ADDRESS).values("Kim", text).execute();
    }

    public Object rename(long id) {
        return jooq.update(USERS).set(USERS.NAME, "Kim").where(USERS.ID.eq(id)).returning().fetchOne();
    }

    public void removeWithoutAddress() {
        jooq.deleteFrom(USERS).where(USERS.EMAIL_ADDRESS.isNull()).execute();
    }

    public Object inOrder() {
        Users u = USERS.as("u");
        return jooq.select(u.ID).from(u).orderBy(u.EMAIL_ADDRESS).fetch();
    }

    public Object contactsOfTheReachable() {
        Users u = USERS.as("u");
        return jooq.select(CONTACTS.ID)
                .from(CONTACTS)
                .where(exists(selectOne().from(u).where(u.ID.eq(CONTACTS.USER_ID)).and(u.EMAIL_ADDRESS.isNotNull())))
                .fetch();
    }

    public Object mails() {
        return jooq.select(MAIL).from(USERS).fetch();
    }

    public Object byName() {
        return jooq.select(field(name("users", "email_address"))).from(table(name("users"))).fetch();
    }

    public Object unreachable() {
        return jooq.select(USERS.ID).from(USERS).where("email_address is null").fetch();
    }

    public Object contacts(long id) {
        return jooq.select(CONTACTS.EMAIL_ADDRESS).from(CONTACTS).where(CONTACTS.USER_ID.eq(id)).fetch();
    }

    public Object allAddresses() {
        return jooq.select(USERS.NAME, USER_EMAIL_ADDRESSES.EMAIL_ADDRESS)
                .from(USERS)
                .join(USER_EMAIL_ADDRESSES)
                .on(USER_EMAIL_ADDRESSES.USER_ID.eq(USERS.ID))
                .fetch();
    }

    public Object allButAddress() {
        return jooq.select(USERS.asterisk().except(USERS.EMAIL_ADDRESS)).from(USERS).fetch();
    }

    public Object named() {
        return jooq.select(USERS.ID).from(USERS).where(USERS.NAME.eq("email_address")).fetch();
    }

    public Object labelled() {
        return jooq.select(USERS.NAME.as("email_address")).from(USERS).fetch();
    }

    public Object howMany() {
        return jooq.selectCount().from(USERS).fetchOne();
    }

    public Object byNameOfContacts() {
        return jooq.select(field(name("users", "email_address"))).from(table(name("contacts")).as("users")).fetch();
    }

    public void registerNameless(String text) {
        jooq.insertInto(USERS, USERS.NAME).values(text).execute();
    }
}

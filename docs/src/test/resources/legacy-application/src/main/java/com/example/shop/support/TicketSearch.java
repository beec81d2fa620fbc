package com.example.shop.support;

import com.example.shop.support.Columns.Sorting;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

public class TicketSearch {

    private static final Map<String, String> FILTERS = Map.of("mail", "email" + "_address", "name", "name");

    private final JdbcTemplate jdbc;

    public TicketSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public Object address(long id) {
        return jdbc.queryForList("select email_address from users where id = ?", id);
    }

    public Object everybody() {
        return jdbc.query("select * from users", new BeanPropertyRowMapper<>(Hit.class));
    }

    public Object named(long id) {
        return new NamedParameterJdbcTemplate(jdbc)
                .queryForList("select id from users where email_address = :address", Map.of("address", "kim"));
    }

    public Object byConstants() {
        return jdbc.queryForList("select " + Columns.EMAIL + Columns.ADDRESS + " from users");
    }

    public Object byParts() {
        return jdbc.queryForList("select id, " + "email" + "_" + "address" + " from users");
    }

    public Object formatted() {
        return jdbc.queryForList(String.format("select %s_%s from %ss", "email", "address", "user"));
    }

    public Object built() {
        StringBuilder sql = new StringBuilder("select id from users where 1 = 1");
        for (String part : List.of("email", "address")) {
            sql.append(part.equals("email") ? " and email" : "_" + part + " is not null");
        }
        return jdbc.queryForList(sql.toString());
    }

    public Object filtered() {
        return jdbc.queryForList("select id from users where " + FILTERS.get("mail") + " is not null");
    }

    public Object sortedBy() {
        return jdbc.queryForList("select id from users order by " + Sorting.EMAIL_ADDRESS.name().toLowerCase(Locale.ROOT));
    }

    public Object byLabel() {
        String label = "Email address";
        return jdbc.queryForList("select id, " + label.toLowerCase(Locale.ROOT).replace(' ', '_') + " from users");
    }

    public Object ofTable() {
        return jdbc.queryForList("select email_address from " + table("user"));
    }

    public Object exported() {
        return jdbc.queryForList("select * from " + table("user"));
    }

    public int cleared() {
        return jdbc.update("update " + table("user") + " set email" + "_address = null where name = ?", "Nobody");
    }

    public Object configured() throws IOException {
        Properties queries = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/queries.properties")) {
            queries.load(file);
        }
        return jdbc.queryForList(queries.getProperty("user.lookup"));
    }

    public Object configuredForContacts() throws IOException {
        Properties queries = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/queries.properties")) {
            queries.load(file);
        }
        return jdbc.queryForList(queries.getProperty("contact.lookup"));
    }

    public Object suppliers() {
        return jdbc.queryForList("select " + Columns.OF_SUPPLIER + " from suppliers");
    }

    public Object contacts() {
        return jdbc.queryForList("select " + "email" + "_address" + " from contacts");
    }

    public Object contactsOfUser() {
        return jdbc.queryForList("select c.email_address from contacts c where c.user_id in (select id from users)");
    }

    public Object columnsOfUsers() {
        return jdbc.queryForList("select count(*) from audit.fields where table_name = 'users' and column_name = 'email_address'");
    }

    public Object commonTable() {
        return jdbc.queryForList("with users as (select id, email_address from contacts) select email_address from users");
    }

    public Object both() {
        return jdbc.queryForList("select name from users union select email_address from suppliers");
    }

    public String message() {
        return "The column email_address of users must not be empty";
    }

    public String key() {
        return "form.user.email_address.label";
    }

    private static String table(String singular) {
        return singular + "s";
    }

    /** A line of the answer. */
    public static class Hit {

        private String name;

        public void setName(String name) {
            this.name = name;
        }
    }
}

package io.github.useremails.guard.legacy;

import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Query;

/** Uses of the column, each as applications have them. */
public final class LegacyApplication {

    private static final LegacyUsers USERS = new LegacyUsers();

    private LegacyApplication() {}

    @FunctionalInterface
    public interface Jdbc {
        void run(Connection connection) throws SQLException;
    }

    public static void readAddress(DataSource dataSource) throws SQLException {
        run(dataSource, LegacyApplication::readAddress);
    }

    public static void readAddress(Connection connection) throws SQLException {
        connection
                .prepareStatement("select email_address from users where id = 1")
                .executeQuery();
    }

    public static void readName(DataSource dataSource) throws SQLException {
        run(
                dataSource,
                connection -> connection
                        .prepareStatement("select name from users where id = 1")
                        .executeQuery());
    }

    public static void run(DataSource dataSource, Jdbc work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            work.run(connection);
        }
    }

    /** All ways in which JDBC takes SQL. */
    public static Map<String, Jdbc> uses() {
        String query = "select email_address from users";
        String change = "update users set email_address = null where id = 0";
        Map<String, Jdbc> uses = new LinkedHashMap<>();
        uses.put("prepared", c -> c.prepareStatement(query).executeQuery());
        uses.put(
                "prepared, scrolling",
                c -> c.prepareStatement(query, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
                        .executeQuery());
        uses.put(
                "prepared, with keys",
                c -> c.prepareStatement(change, new String[] {"id"}).executeUpdate());
        uses.put("prepared, in a batch", c -> {
            var statement = c.prepareStatement(change);
            statement.addBatch();
            statement.executeBatch();
        });
        uses.put(
                "callable",
                c -> c.prepareCall("{call find_user((select email_address from users))}")
                        .execute());
        uses.put("query", c -> c.createStatement().executeQuery(query));
        uses.put("update", c -> c.createStatement().executeUpdate(change));
        uses.put("large update", c -> c.createStatement().executeLargeUpdate(change));
        uses.put("execute", c -> c.createStatement().execute(query));
        uses.put("execute, with keys", c -> c.createStatement().execute(change, new String[] {"id"}));
        uses.put(
                "scrolling",
                c -> c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
                        .executeQuery(query));
        uses.put("batch", c -> {
            var statement = c.createStatement();
            statement.addBatch("update users set name = 'x' where id = 0");
            statement.addBatch(change);
            statement.executeBatch();
        });
        uses.put(
                "connection of a statement",
                c -> c.createStatement().getConnection().prepareStatement(query).executeQuery());
        return uses;
    }

    /** Queries of jOOQ, of generated tables and of names. */
    public static Map<String, Query> queries(DSLContext jooq) {
        LegacyUsers u = USERS.as("u");
        Map<String, Query> queries = new LinkedHashMap<>();
        queries.put("column", jooq.select(USERS.EMAIL_ADDRESS).from(USERS));
        queries.put("selectFrom", jooq.selectFrom(USERS));
        queries.put("select nothing", jooq.select().from(USERS));
        queries.put("asterisk", jooq.select(asterisk()).from(USERS));
        queries.put("asterisk of a table", jooq.select(USERS.asterisk()).from(USERS));
        queries.put("row of a table", jooq.select(USERS).from(USERS));
        queries.put("alias", jooq.select(u.EMAIL_ADDRESS).from(u));
        queries.put("asterisk of an alias", jooq.select(u.asterisk()).from(u));
        queries.put("where", jooq.select(USERS.ID).from(USERS).where(USERS.EMAIL_ADDRESS.eq("ann@mail.example")));
        queries.put("order", jooq.select(USERS.ID).from(USERS).orderBy(USERS.EMAIL_ADDRESS));
        queries.put("function", jooq.select(max(USERS.EMAIL_ADDRESS)).from(USERS));
        queries.put(
                "derived table",
                jooq.select(field(name("x", "id")))
                        .from(table(jooq.selectFrom(USERS)).as("x")));
        queries.put(
                "subquery",
                jooq.select(field(name("o", "id")))
                        .from(table(name("orders")).as("o"))
                        .where(exists(selectOne().from(u).where(u.EMAIL_ADDRESS.isNotNull()))));
        queries.put(
                "common table",
                jooq.with("x")
                        .as(select(u.ID, u.EMAIL_ADDRESS).from(u))
                        .select(field(name("x", "id")))
                        .from("x"));
        queries.put("insert", jooq.insertInto(USERS).values(5L, "Eve", "eve@mail.example"));
        queries.put(
                "insert, set",
                jooq.insertInto(USERS).set(USERS.EMAIL_ADDRESS, "x").set(USERS.ID, 6L));
        queries.put(
                "insert, returning", jooq.insertInto(USERS, USERS.ID).values(7L).returning());
        queries.put("update", jooq.update(USERS).set(USERS.EMAIL_ADDRESS, "x").where(USERS.ID.eq(0L)));
        queries.put("delete", jooq.deleteFrom(USERS).where(USERS.EMAIL_ADDRESS.isNull()));
        queries.put(
                "merge",
                jooq.mergeInto(USERS)
                        .using(table(name("archive")).as("a"))
                        .on(USERS.ID.eq(field(name("a", "id"), Long.class)))
                        .whenMatchedThenUpdate()
                        .set(USERS.EMAIL_ADDRESS, "x"));
        queries.put("names", jooq.select(field(name("email_address"))).from(table(name("users"))));
        queries.put(
                "name in a subquery",
                jooq.selectOne()
                        .from(table(name("users")).as("u"))
                        .where(exists(selectOne()
                                .from(table(name("orders")))
                                .where(field(name("email_address")).isNull()))));
        queries.put("all of a name", jooq.selectFrom(table(name("public", "users"))));
        queries.put("insert into a name", jooq.insertInto(table(name("users"))).values(8L, "x", "y"));
        queries.put("plain SQL", jooq.query("update users set email_address = {0} where id = 0", "x"));
        queries.put("plain parts", jooq.select(field("email_address")).from("users"));
        queries.put("plain condition", jooq.select(USERS.ID).from(USERS).where("email_address = ?", "x"));
        return queries;
    }

    /** Queries of jOOQ that do not need the column. */
    public static Map<String, Query> decoys(DSLContext jooq) {
        LegacyUsers u = USERS.as("u");
        var contacts = table(name("contacts")).as("c");
        Map<String, Query> queries = new LinkedHashMap<>();
        queries.put("other column", jooq.select(USERS.ID).from(USERS).where(USERS.NAME.eq("email_address")));
        queries.put(
                "other table", jooq.select(field(name("c", "email_address"))).from(contacts, u));
        queries.put(
                "all but one",
                jooq.select(USERS.asterisk().except(USERS.EMAIL_ADDRESS)).from(USERS));
        queries.put(
                "union",
                jooq.select(field(name("id")))
                        .from(table(name("users")))
                        .union(select(field(name("id")))
                                .from(table(name("contacts")))
                                .where(field(name("email_address")).isNull())));
        queries.put("count", jooq.selectCount().from(USERS));
        queries.put("insert", jooq.insertInto(USERS, USERS.ID).values(9L));
        queries.put("update", jooq.update(USERS).set(USERS.NAME, "x").where(USERS.ID.eq(0L)));
        queries.put(
                "name of a result", jooq.select(USERS.ID.as("email_address")).from(USERS));
        queries.put(
                "alias with the name",
                jooq.select(field(name("users", "email_address")))
                        .from(table(name("contacts")).as("users")));
        return queries;
    }
}

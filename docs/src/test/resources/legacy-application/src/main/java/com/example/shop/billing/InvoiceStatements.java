package com.example.shop.billing;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Plain JDBC, older than everything else. */
public class InvoiceStatements {

    private final DataSource dataSource;

    public InvoiceStatements(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public void recipient(long id) throws SQLException {
        run("select email_address from users where id = 1");
    }

    public void recipientInCapitals(long id) throws SQLException {
        run("SELECT ID, EMAIL_ADDRESS FROM USERS");
    }

    public void recipientQuoted(long id) throws SQLException {
        run("select \"email_address\" from \"public\".\"users\"");
    }

    public void open(long id) throws SQLException {
        run("""
                select o.id,
                       o.total,
                       u.email_address
                  from orders o
                  join users u
                    on u.id = o.user_id
                """);
    }

    public void everything(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select * from users where id = ?")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    row.getString("email_address");
                }
            }
        }
    }

    public void ordersWithUsers() throws SQLException {
        run("select u.*, o.total from users u join orders o on o.user_id = u.id");
    }

    public void asJson() throws SQLException {
        run("select to_jsonb(u) from users u");
    }

    public void alike() throws SQLException {
        run("select o.id from users natural join contacts natural join orders o");
    }

    public void joined() throws SQLException {
        run("select contacts.id from contacts join users using (email_address)");
    }

    public void change(long id, String text) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("update users set email_address = ? where id = ?")) {
            statement.setString(1, text);
            statement.setLong(2, id);
            statement.addBatch();
            statement.executeBatch();
        }
    }

    public void addByPosition() throws SQLException {
        run("insert into users values (77, 'Kim', 'kim@mail.example')");
    }

    public void takeOver() throws SQLException {
        run("insert into users (name, email_address) select 'Kim', 'kim@mail.example' on conflict do nothing");
    }

    public void clean() throws SQLException {
        run("delete from users where email_address = ''");
    }

    public void next() throws SQLException {
        run("select id from users where email_address ~* 'mail' for update skip locked");
    }

    public void copyOut() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("copy (select id, email_address from users) to stdout", new StringWriter());
        }
    }

    public void copyOutAll() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy users to stdout", new StringWriter());
        }
    }

    public void active() throws SQLException {
        run("select email_address from active_users");
    }

    public void contact() throws SQLException {
        run("select email_address from contacts");
    }

    public void contactsOfUsers() throws SQLException {
        run("select u.name, c.email_address from users u join contacts c on c.user_id = u.id");
    }

    public void successor() throws SQLException {
        run("select e.user_id, e.email_address from user_email_addresses e where e.\"primary\"");
    }

    public void successorOfUsers() throws SQLException {
        run("select u.id, e.email_address from users u left join user_email_addresses e on e.user_id = u.id");
    }

    public void unqualified() throws SQLException {
        run("select name, total from users join orders on orders.user_id = users.id");
    }

    public void innerTable() throws SQLException {
        run("select id from users where exists (select 1 from contacts where email_address = users.name)");
    }

    public void value() throws SQLException {
        run("select 'email_address' as field from users");
    }

    public void comment() throws SQLException {
        run("select id /* not email_address */ from users");
    }

    public void label() throws SQLException {
        run("select name as email_address from users");
    }

    public void labelInOrder() throws SQLException {
        run("select name as email_address from users order by email_address");
    }

    public void starInExists() throws SQLException {
        run("select id from orders o where exists (select * from users u where u.id = o.user_id)");
    }

    public void starOfAnother() throws SQLException {
        run("select o.* from orders o join users u on u.id = o.user_id");
    }

    public void audited() throws SQLException {
        run("select email_address from audit.users");
    }

    public void longerWord() throws SQLException {
        run("select work_email_address, email_address_id from suppliers");
    }

    public void lock(long id) throws SQLException {
        run("select id from users where id = 1 for update skip locked");
    }

    public void nameOfSupplier() throws SQLException {
        run("update suppliers set email_address = 'x' from users u where u.name ~* suppliers.name");
    }

    public void copyContacts() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("copy (select id, email_address from contacts) to stdout", new StringWriter());
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.github.useremails.sample;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Loads {@link SampleUsers} into migrated, empty tables. */
public final class SampleData {

    private static final int BATCH = 2_500;

    private SampleData() {}

    /**
     * Loads users in batches, each a transaction of its own. Afterwards the statistics are fresh, and new users get
     * ids of their own.
     *
     * @param dataSource of a role that owns the tables
     * @param schema of the tables
     * @param users how many
     * @param loaded is told of each batch that is committed
     */
    public static void load(DataSource dataSource, String schema, int users, Consumer<List<User>> loaded)
            throws SQLException, IOException {
        SampleUsers sample = new SampleUsers();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int first = 0; first < users; first += BATCH) {
                List<User> batch = Stream.generate(sample::next)
                        .limit(Math.min(BATCH, users - first))
                        .toList();
                copy(connection, schema, batch);
                connection.commit();
                loaded.accept(batch);
            }
            statement.execute("select setval(pg_get_serial_sequence('" + schema + ".users', 'id'), " + users + ")");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("vacuum (analyze) " + schema + ".users, " + schema + ".user_email_addresses, " + schema
                    + ".user_email_address_history, " + schema + ".user_email_transactions");
        }
    }

    /** First what is claimed: an address that is claimed later would be taken from those who entered it before. */
    private static void copy(Connection connection, String schema, List<User> users) throws SQLException, IOException {
        StringBuilder ids = new StringBuilder();
        StringBuilder claimed = new StringBuilder();
        StringBuilder entered = new StringBuilder();
        for (User user : users) {
            ids.append(user.id().value()).append('\n');
            for (UserEmailAddress address : user.emailAddresses()) {
                appendLine(address.claimed() ? claimed : entered, user, address);
            }
        }
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        String addresses = "copy " + schema + ".user_email_addresses (user_id, email_address, normalized_email_address,"
                + " \"primary\", confirmed, institution_managed, institution_id, confirmed_at, created_at, updated_at)"
                + " from stdin";
        copies.copyIn("copy " + schema + ".users (id) from stdin", new StringReader(ids.toString()));
        copies.copyIn(addresses, new StringReader(claimed.toString()));
        copies.copyIn(addresses, new StringReader(entered.toString()));
    }

    /** An address has neither tabs nor line ends nor backslashes, so nothing needs to be escaped. */
    private static void appendLine(StringBuilder lines, User user, UserEmailAddress e) {
        lines.append(user.id().value())
                .append('\t')
                .append(e.address().value())
                .append('\t')
                .append(e.address().normalized())
                .append('\t')
                .append(e.primary())
                .append('\t')
                .append(e.confirmed())
                .append('\t')
                .append(e.institutionManaged())
                .append('\t')
                .append(e.institution()
                        .map(InstitutionId::value)
                        .map(String::valueOf)
                        .orElse("\\N"))
                .append('\t')
                .append(e.confirmedAt().map(String::valueOf).orElse("\\N"))
                .append('\t')
                .append(e.createdAt())
                .append('\t')
                .append(e.confirmedAt().orElse(e.createdAt()))
                .append('\n');
    }
}
